// What an origin pushes, under workerd with its real queues: taken, refused, shown, and the end of what was delivered.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser, api, signIn } from './browser.mjs';
import { startService, until } from './harness.mjs';
import { HOOK_SECRETS, SIGN, arrived, customs, departed, handedOver, push } from './push.mjs';

const RECIPIENT = 'jane@acme.example';
const CONTAINER = 'CSQU3054383';
const MINUTE = 60_000;

/** So many minutes ago, to the second. */
const ago = (minutes) => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * MINUTE);

/** Mints a link to the container: `{linkId, path}`. */
async function share(service) {
  const minted = await api(service, await service.apiKey(), 'POST', '/share/links', {
    targets: [{ targetType: 'CONTAINER', targetIds: [CONTAINER] }],
    receiverIds: [RECIPIENT],
  });
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  const { linkId, shareUrl } = minted.json.response;
  return { linkId, path: shareUrl.slice(service.url.length) };
}

test('a push is taken from whom it says it is, once, and whole or not at all', async (t) => {
  const service = await startService(t, { vars: { HOOK_SECRETS } });
  const events = [customs(CONTAINER, ago(3)), customs(CONTAINER, ago(2), 'RELS')];
  // Not the canonical form: who signs that signs the same all the same.
  const text = JSON.stringify(events, null, 2);
  const statusOf = async (body, signed) => (await push(service, body, signed)).status;

  await t.test('in every scheme', async () => {
    for (const scheme of Object.keys(SIGN)) assert.equal(await statusOf(text, scheme), 204, scheme);
    await until(async () => (await service.keys('TRACKING', '')).length > 0, 'what was pushed in the store');
    const kept = await service.keys('TRACKING', '');
    assert.equal(kept.length, events.length, 'the same four times is once');
  });

  await t.test('not twice', async () => {
    for (const scheme of ['standard', 'dcsa-2026']) {
      const headers = SIGN[scheme](text);
      assert.deepEqual([await statusOf(text, headers), await statusOf(text, headers)], [204, 409], scheme);
    }
    // Without an id, the same body is the same push.
    for (const scheme of ['dcsa-2.2', 'terminal49']) assert.equal(await statusOf(text, scheme), 409, scheme);
  });

  await t.test('not with a wrong signature, or an old one', async () => {
    for (const scheme of Object.keys(SIGN)) {
      const headers = SIGN[scheme](text);
      assert.equal(await statusOf(text.replace('HOLD', 'RELS'), headers), 401, scheme);
    }
    for (const scheme of ['standard', 'dcsa-2026']) {
      for (const minutes of [6, -6]) assert.equal(await statusOf(text, SIGN[scheme](text, ago(minutes))), 401, `${scheme} ${minutes}`);
    }
    assert.equal(await statusOf(text, {}), 401);
  });

  await t.test('not with an event that cannot be read, which is named', async () => {
    const broken = [departed(CONTAINER, ago(9)), { ...departed(CONTAINER, ago(8)), eventDateTime: 'yesterday' }];
    const before = (await service.keys('TRACKING', '')).length;
    const { status, json } = await push(service, broken);
    assert.deepEqual([status, json.field], [422, 'events[1].eventDateTime']);
    assert.equal((await service.keys('TRACKING', '')).length, before);
  });

  await t.test('not when it is too long, or of another type', async () => {
    assert.equal(await statusOf(`[${' '.repeat(512 * 1024)}]`), 413);
    assert.equal(await statusOf(text, { ...SIGN.standard(text), 'content-type': 'text/plain' }), 415);
  });

  const log = JSON.stringify(service.logs());
  assert.ok(!log.includes(CONTAINER), log);
});

test('no secret, no pushes', async (t) => {
  const service = await startService(t);
  assert.equal((await push(service, [customs(CONTAINER, ago(1))])).status, 404);
});

test('what is pushed is on an open page within two minutes', { timeout: 4 * MINUTE }, async (t) => {
  const service = await startService(t, { vars: { HOOK_SECRETS } });
  const { linkId, path } = await share(service);
  const browser = await signIn(service, path, RECIPIENT);
  const shows = async () => (await browser.get(`/s/${linkId}`)).text.includes('Yantian');
  assert.equal(await shows(), false, 'the origin does not know it');
  assert.equal((await push(service, [departed(CONTAINER, ago(5))])).status, 204);
  await until(shows, 'the departure', 125);
});

test('a pushed delivery ends the link, and tells who was in what was delivered', { timeout: 4 * MINUTE }, async (t) => {
  const service = await startService(t, { vars: { HOOK_SECRETS, DELIVERED_GRACE_HOURS: '0' } });
  const { linkId, path } = await share(service);
  const page = `/s/${linkId}`;
  const inside = await signIn(service, path, RECIPIENT);
  const stranger = new Browser(service);
  assert.equal((await stranger.get(path)).status, 303);
  await until(async () => (await service.keys('REGISTRY', 'by:')).length > 0, 'the link in the lists');

  const day = 24 * 60;
  const handed = ago(30);
  const voyage = [departed(CONTAINER, ago(20 * day)), arrived(CONTAINER, ago(day)), handedOver(CONTAINER, handed)];
  assert.equal((await push(service, voyage)).status, 204);
  await until(async () => (await service.keys('TRACKING', '')).length === voyage.length, 'what was pushed in the store');
  // The look that the push has ordered comes two and a half minutes later.
  const ended = async () => {
    await service.look(CONTAINER);
    await new Promise((settle) => setTimeout(settle, 1000));
    return service.kv.DENYLIST.get(`delivered:${linkId}`);
  };
  await until(ended, 'the end of the link', 125);

  const told = await inside.get(page);
  assert.equal(told.status, 410);
  const main = (reply) => reply.text.slice(reply.text.indexOf('<main'));
  assert.match(main(told), /Delivered on /);
  assert.match(main(told), /Los Angeles/);
  assert.match(main(told), new RegExp(`\\b${handed.getUTCDate()}\\b`));
  for (const reply of [await stranger.get(page), await new Browser(service).get(path)]) {
    assert.equal(reply.status, 410);
    assert.doesNotMatch(main(reply), /Delivered on|Los Angeles|Yantian|CSQU/);
  }
  const reason = await inside.get(`${page}/tracking`);
  assert.deepEqual([reason.status, JSON.parse(reason.text).reason], [410, 'delivered']);
});
