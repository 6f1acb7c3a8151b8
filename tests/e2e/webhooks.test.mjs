// What happens to a link, as the deployment's own systems are told of it: verified with Standard Webhooks' own library.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { Webhook } from 'standardwebhooks';

import { Browser, api, signIn } from './browser.mjs';
import { startService, until } from './harness.mjs';
import { soundTrail } from './trail.mjs';

const RECIPIENT = 'jane@acme.example';
const LIFE = ['link.minted', 'mail.sent', 'link.opened', 'link.failed', 'link.verified', 'link.viewed', 'link.revoked'];

/**
 * A receiver that is down until `come()`, and then refuses the first try of each message that it has not seen. It
 * keeps every try, and what it took in the end.
 */
async function startReceiver(t) {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const tries = [];
  let isDown = true;
  const server = createServer(async (request, reply) => {
    const { headers } = request;
    let body = '';
    for await (const text of request.setEncoding('utf8')) body += text;
    const id = headers['webhook-id'];
    const isFirst = !tries.some((before) => before.id === id);
    const answer = isDown ? 'reset' : isFirst ? 500 : 204;
    tries.push({ id, headers, body, answer });
    if (answer === 'reset') request.socket.destroy();
    else reply.writeHead(answer).end();
  });
  await new Promise((settle) => server.listen(0, 'localhost', settle));
  t.after(() => server.close());
  return {
    webhook: { url: `http://localhost:${server.address().port}/hooks`, secret },
    tries,
    taken: () => tries.filter(({ answer }) => answer === 204),
    come: () => (isDown = false),
  };
}

test('the life of a link arrives, signed, each event once, though the receiver fails', async (t) => {
  const receiver = await startReceiver(t);
  const service = await startService(t, { webhook: receiver.webhook });
  const key = await service.apiKey();
  const minted = await api(service, key, 'POST', '/share/links', {
    targets: [{ targetType: 'BOOKING', targetIds: ['BOOK1'] }],
    receiverIds: [RECIPIENT],
    notify: true,
  });
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  const { linkId, shareUrl } = minted.json.response;
  const path = shareUrl.slice(service.url.length);
  await until(() => receiver.tries.length > 0, 'the first try, which finds nobody');
  receiver.come();

  const browser = new Browser(service);
  await browser.get(path);
  await browser.post(`/s/${linkId}/code`, { email: RECIPIENT });
  assert.equal((await browser.post(`/s/${linkId}/session`, { code: '0000-0000' })).status, 422);
  const signedIn = await signIn(service, path, RECIPIENT);
  assert.equal((await signedIn.get(`/s/${linkId}`)).status, 200);
  assert.equal((await api(service, key, 'DELETE', `/share/links/${linkId}`)).status, 204);

  const kinds = () => new Set(receiver.taken().map(({ body }) => JSON.parse(body).type));
  await until(() => LIFE.every((kind) => kinds().has(kind)), 'every event of the life', 55);
  await until(() => receiver.tries.every(({ id }) => receiver.taken().some((taken) => taken.id === id)), 'all taken');

  const library = new Webhook(receiver.webhook.secret);
  await t.test('every try is signed, and a changed one is refused', () => {
    for (const { headers, body } of receiver.tries) {
      assert.deepEqual(library.verify(body, headers), JSON.parse(body));
      assert.throws(() => library.verify(body.replace(linkId, linkId.toLowerCase()), headers), /signature/i);
      assert.throws(() => library.verify(body, { ...headers, 'webhook-id': 'msg_other' }), /signature/i);
      const other = new Webhook(`whsec_${randomBytes(32).toString('base64')}`);
      assert.throws(() => other.verify(body, headers), /signature/i);
    }
  });

  await t.test('what comes again has the same id and body, and no event has two ids', () => {
    const bodies = new Map();
    for (const { id, body } of receiver.tries) {
      assert.match(id, /^msg_/);
      assert.equal(bodies.get(id) ?? body, body);
      bodies.set(id, body);
    }
    assert.equal(new Set(bodies.values()).size, bodies.size);
    for (const id of bodies.keys()) {
      const answers = receiver.tries.filter((tried) => tried.id === id).map(({ answer }) => answer);
      assert.ok(answers.length >= 2 && answers.at(-1) === 204, `${id}: ${answers}`);
    }
    assert.ok(receiver.tries.some(({ answer }) => answer === 'reset') && receiver.tries.some(({ answer }) => answer === 500));
  });

  await t.test('the sequence puts them in the order in which they happened', () => {
    const events = receiver.taken().map(({ body }) => JSON.parse(body));
    assert.ok(events.every(({ data }) => data.linkId === linkId));
    events.sort((one, other) => one.data.sequence - other.data.sequence);
    assert.equal(new Set(events.map(({ data }) => data.sequence)).size, events.length);
    // It was followed by two browsers.
    const opened = events.map(({ type }) => type).filter((type) => type === 'link.opened').length;
    assert.equal(opened, 2);
    const firsts = [...new Set(events.map(({ type }) => type))];
    assert.deepEqual(firsts, LIFE);
  });

  await t.test('no message holds an address, a code or a token', () => {
    const all = receiver.tries.map(({ body }) => body).join();
    assert.doesNotMatch(all, /acme\.example|v4\.public|[0-9A-Z]{4}-[0-9A-Z]{4}"/);
  });

  await t.test('the audit trail has what the API did, as one chain', async () => {
    const entries = await soundTrail(service, 2);
    assert.deepEqual(entries.map(({ type }) => type), ['link.minted', 'link.revoked']);
    assert.ok(entries.every((entry) => entry.linkId === linkId && entry.by));
  });
});
