// A link's whole journey through the built worker: minted, opened, proven, looked at, revoked, dead.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { Browser, api, codeFor, signIn } from './browser.mjs';
import { ROOT, startService } from './harness.mjs';

const RECIPIENT = 'jane@acme.example';
const STRANGER = 'joe@other.example';
const LINKS = '/share/links';
/** The container of the official DCSA 2.2 sample. */
const CONTAINER = 'APZU4812090';
const SAMPLE = join(process.env.SEALINK_DATA ?? join(ROOT, '../shared/data'), 'dcsa/2.2/tnt-220-response.json');

const body = (extra) => ({
  targets: [{ targetType: 'CONTAINER', targetIds: [CONTAINER] }],
  receiverIds: [RECIPIENT],
  ...extra,
});

/** A running service whose origin answers for the container, and a fresh link to it. */
async function linked(t, options) {
  const service = await startService(t, options);
  await service.origin.answer(CONTAINER, await sample());
  const key = await service.apiKey();
  const minted = await api(service, key, 'POST', LINKS, body());
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  const { linkId, shareUrl } = minted.json.response;
  return { service, key, linkId, path: shareUrl.slice(service.url.length), clean: `/s/${linkId}` };
}

/** The official sample where it lies; elsewhere a journey of the demo, which says so. */
async function sample() {
  try {
    return await readFile(SAMPLE, 'utf8');
  } catch {
    console.error(`skipped the official DCSA sample: none at ${SAMPLE}; one event of our own in its place`);
    const place = { UNLocationCode: 'FRPAR', modeOfTransport: 'VESSEL', vessel: { vesselName: 'King of the Seas' } };
    return JSON.stringify([
      {
        eventID: '1', eventType: 'TRANSPORT', eventClassifierCode: 'ACT', transportEventTypeCode: 'ARRI',
        eventDateTime: '2021-01-09T14:12:56+01:00', eventCreatedDateTime: '2021-01-09T14:12:56+01:00', transportCall: place,
      },
    ]);
  }
}

const passGate = (service, path) => signIn(service, path, RECIPIENT);

const shows = (reply) => /King of the Seas/.test(reply.text) || reply.text.includes(CONTAINER);

test('a link works from mint to revocation', async (t) => {
  const { service, key, linkId, path, clean } = await linked(t);
  const browser = new Browser(service);

  await t.test('the first click is exchanged for a cookie and a clean address', async () => {
    const first = await browser.get(path);
    assert.equal(first.status, 303);
    assert.equal(first.headers.get('location'), clean);
    assert.deepEqual(browser.cookies(), ['__Secure-link']);
  });

  await t.test('the gate shows no shipment', async () => {
    const gate = await browser.get(clean);
    assert.equal(gate.status, 200);
    assert.ok(gate.text.includes(`${clean}/code`) && !shows(gate));
  });

  await t.test('a wrong mailbox gets the same answer and no mail', async () => {
    const stranger = new Browser(service);
    await stranger.get(path);
    const asked = await stranger.post(`${clean}/code`, { email: STRANGER });
    const shown = await stranger.get(clean);
    const known = new Browser(service);
    await known.get(path);
    const askedKnown = await known.post(`${clean}/code`, { email: RECIPIENT });
    const shownKnown = await known.get(clean);
    assert.deepEqual([asked.status, asked.text], [askedKnown.status, askedKnown.text]);
    const timeless = (text) => text.replace(/<time[^>]*>[^<]*<\/time>/g, '');
    assert.equal(timeless(shown.text), timeless(shownKnown.text));
    assert.equal(await codeFor(service, STRANGER), undefined);
  });

  await t.test('a wrong code opens nothing, the right one does', async () => {
    await browser.post(`${clean}/code`, { email: RECIPIENT });
    const code = await codeFor(service, RECIPIENT);
    assert.ok(code, 'a code is in the subject of the mail');
    const wrong = await browser.post(`${clean}/session`, { code: '0000-0000' });
    assert.equal(wrong.status, 422);
    assert.ok(!shows(wrong));
    const right = await browser.post(`${clean}/session`, { code: code.toLowerCase() });
    assert.equal(right.status, 303);
    assert.deepEqual(browser.cookies(), ['__Secure-link', '__Secure-session']);
  });

  await t.test('the page has the events of the sample', async () => {
    const page = await browser.get(clean);
    assert.equal(page.status, 200);
    assert.match(page.text, /King of the Seas/);
    assert.match(page.text, /FRPAR/);
    assert.match(page.text, /2021-01-09T14:12:56\+01:00/, 'the place’s own offset');
    const facts = await browser.get(`${clean}/tracking`);
    assert.equal(facts.status, 200);
    assert.equal(JSON.parse(facts.text).shipments?.length, 1);
  });

  await t.test('another browser has the link and not the session: no shipment', async () => {
    const other = new Browser(service);
    await other.get(path);
    const gate = await other.get(clean);
    assert.ok(gate.status === 200 && !shows(gate));
    assert.equal((await new Browser(service).get(clean)).status, 404, 'and without the link, nothing at all');
  });

  await t.test('status says active, then revoked; the page is gone at once', async () => {
    const active = await api(service, key, 'GET', `${LINKS}/${linkId}`);
    assert.equal(active.json.response.state, 'active');
    const revoked = await service.fetch(`${LINKS}/${linkId}`, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } });
    assert.equal(revoked.status, 204);
    assert.equal(await revoked.text(), '');
    for (const gone of [await browser.get(clean), await new Browser(service).get(path)]) {
      assert.equal(gone.status, 410);
      assert.ok(!shows(gone));
    }
    const facts = await browser.get(`${clean}/tracking`);
    assert.equal(facts.status, 410);
    const status = await api(service, key, 'GET', `${LINKS}/${linkId}`);
    assert.equal(status.json.response.state, 'revoked');
    assert.ok(status.json.response.revocation.by);
  });

  await t.test('the log holds no token, code or address', async () => {
    const lines = JSON.stringify(await service.logs());
    const code = await codeFor(service, RECIPIENT);
    for (const secret of [path.slice(3), RECIPIENT, STRANGER, code, key]) assert.ok(!lines.includes(secret));
  });
});

test('a retried mint is the same link', async (t) => {
  const { service, key } = await linked(t);
  const mint = () => api(service, key, 'POST', LINKS, body({ notify: true }), { 'idempotency-key': 'booking-4711' });
  const first = await mint();
  const again = await mint();
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.equal(first.json.response.linkId, again.json.response.linkId);
  const two = await Promise.all([api(service, key, 'POST', LINKS, body()), api(service, key, 'POST', LINKS, body())]);
  assert.notEqual(two[0].json.response.linkId, two[1].json.response.linkId);
});

test('GET and HEAD change nothing: no mail, no code, no fetch, and the link still works', async (t) => {
  const { service, path, clean } = await linked(t);
  const scanner = new Browser(service);
  const before = await service.kv.CODES.list();
  const denied = await service.kv.DENYLIST.list();
  for (let round = 0; round < 3; round += 1) {
    for (const address of [path, clean, `${clean}/tracking`]) {
      const seen = await scanner.get(address);
      const head = await scanner.head(address);
      assert.equal(head.status, seen.status);
      assert.equal(head.text, '');
      assert.ok(!shows(seen));
    }
  }
  assert.deepEqual((await service.mails()).length, 0);
  assert.deepEqual((await service.kv.CODES.list()).keys, before.keys);
  assert.deepEqual((await service.kv.DENYLIST.list()).keys, denied.keys);
  assert.deepEqual(await service.origin.requests(), {});
  const browser = await passGate(service, path);
  assert.ok(shows(await browser.get(clean)));
});

test('a denylist that fails, hangs, lies or is empty shows nothing', async (t) => {
  const { service, path, clean } = await linked(t, { faulty: ['DENYLIST'] });
  const browser = await passGate(service, path);
  assert.ok(shows(await browser.get(clean)));
  for (const mode of ['fail', 'hang', 'wrong', 'empty']) {
    await service.fault('DENYLIST', mode);
    const reply = await browser.get(clean);
    assert.equal(reply.status, 503, mode);
    assert.ok(reply.headers.get('retry-after') && !shows(reply), mode);
  }
  await service.fault('DENYLIST', 'ok');
  assert.ok(shows(await browser.get(clean)));
});

test('a code store that fails sends no code; a limiter that refuses brakes, one that fails lets pass', async (t) => {
  const { service, path, clean } = await linked(t, { faulty: ['CODES', 'LIMIT_CODE'] });
  const browser = new Browser(service);
  await browser.get(path);
  await service.fault('CODES', 'fail');
  assert.equal((await browser.post(`${clean}/code`, { email: RECIPIENT })).status, 503);
  await service.fault('CODES', 'ok');
  await service.fault('LIMIT_CODE', 'wrong');
  const braked = await browser.post(`${clean}/code`, { email: RECIPIENT });
  assert.deepEqual([braked.status, braked.headers.get('retry-after')], [429, '60']);
  assert.equal((await service.mails()).length, 0);
  await service.fault('LIMIT_CODE', 'fail');
  assert.equal((await browser.post(`${clean}/code`, { email: RECIPIENT })).status, 303);
  assert.ok(await codeFor(service, RECIPIENT));
});

test('an origin that is down or talks nonsense before anything is known of the shipment: 503, try again', async (t) => {
  const { service, path, clean } = await linked(t);
  await service.origin.turn('down');
  const browser = await passGate(service, path);
  assert.equal((await browser.get(clean)).status, 503, 'nothing is known yet');
  await service.origin.turn('nonsense');
  assert.equal((await browser.get(clean)).status, 503);
});

test('bad input over the wire is refused by name, and an oversize body is not read', async (t) => {
  const { service, key } = await linked(t);
  const eleven = body({ targets: [{ targetType: 'MBL', targetIds: Array.from({ length: 11 }, (_, n) => `B${n}`) }] });
  const six = body({ receiverIds: Array.from({ length: 6 }, (_, n) => `r${n}@acme.example`) });
  for (const [bad, field] of [
    [eleven, 'targets[0].targetIds'],
    [six, 'receiverIds'],
    [body({ expiresAt: '2020-01-01T00:00:00Z' }), 'expiresAt'],
    [body({ receiverIds: ['nobody'] }), 'receiverIds[0]'],
    [body({ surprise: 1 }), 'surprise'],
  ]) {
    const refused = await api(service, key, 'POST', LINKS, bad);
    assert.equal(refused.status, 422);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
    assert.equal(refused.json.field, field);
  }
  const long = await api(service, key, 'POST', LINKS, body({ note: 'x'.repeat(100_000) }));
  assert.deepEqual([long.status, long.json.code], [413, 'body_too_large']);
  const basic = `Basic ${Buffer.from(`anyone:${key}`).toString('base64')}`;
  assert.equal((await api(service, '', 'POST', LINKS, body(), { authorization: basic })).status, 201);
  assert.equal((await api(service, 'v4.public.x', 'POST', LINKS, body())).status, 401);
  const readOnly = await service.apiKey('read');
  const forbidden = await api(service, readOnly, 'POST', LINKS, body());
  assert.equal(forbidden.status, 403);
  assert.match(forbidden.json.detail, /`mint`/);
});

test('every reply carries the headers of every reply', async (t) => {
  const { service, path, clean } = await linked(t);
  for (const address of ['/', '/healthz', '/robots.txt', '/.well-known/jwks.json', path, clean, LINKS, '/nowhere']) {
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'OPTIONS']) {
      const reply = await service.fetch(address, { method });
      await reply.arrayBuffer();
      const what = `${method} ${address.slice(0, 20)} ${reply.status}`;
      assert.equal(reply.headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains', what);
      assert.equal(reply.headers.get('referrer-policy'), 'no-referrer', what);
      assert.equal(reply.headers.get('x-content-type-options'), 'nosniff', what);
      assert.match(reply.headers.get('content-security-policy'), /^default-src 'none'/, what);
      assert.equal(reply.headers.get('cross-origin-opener-policy'), 'same-origin', what);
      assert.match(reply.headers.get('x-robots-tag'), /noindex/, what);
      assert.ok(reply.headers.get('permissions-policy') && reply.headers.get('cache-control'), what);
    }
  }
});
