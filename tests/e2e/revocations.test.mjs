// Whatever a revocation is about: it says what it would hit, it hits that at once and nothing else, and what may be
// taken back can be. One service for all, because each scope has shipments, recipients and keys of its own.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { api, signIn } from './browser.mjs';
import { startService, until } from './harness.mjs';
import { soundTrail } from './trail.mjs';

const LINKS = '/share/links';
const REVOCATIONS = '/share/revocations';
const EVERYWHERE_MS = 90_000;
/** The reason of the last revocation of all. */
const LAST = 'the last deed';

/** The limiters pass everything: these are more sign-ins in a minute than a client may have. */
const service = await startService({ after }, { faulty: ['LIMIT_CLIENT', 'LIMIT_CODE', 'LIMIT_API'] });
const admin = await service.apiKey('read,revoke:any');

/** Every link that was minted here. */
const minted = [];

/** Mints a link: `{linkId, shareUrl, path, clean, number}`. */
async function mint(key, number, receiverIds, extra = {}) {
  const targets = [{ targetType: 'BOOKING', targetIds: [number] }];
  const reply = await api(service, key, 'POST', LINKS, { targets, receiverIds, ...extra });
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  const { linkId, shareUrl, expiresAt } = reply.json.response;
  minted.push(linkId);
  return { linkId, shareUrl, expiresAt, number, path: pathOf(shareUrl), clean: `/s/${linkId}` };
}

const pathOf = (shareUrl) => shareUrl.slice(service.url.length);
const status = async ({ linkId }) => (await api(service, admin, 'GET', `${LINKS}/${linkId}`)).json.response;

/** What a browser is answered at a link: 200 only with the shipment on the page. */
async function seen(browser, { clean, number }) {
  const reply = await browser.get(clean);
  assert.ok(reply.status !== 200 || reply.text.includes(number), 'signed in');
  return reply.status;
}

/** Until what is minted counts as later than a revocation: tokens know seconds. */
const secondAfter = (revokedAt) => until(() => Date.now() >= Math.floor(Date.parse(revokedAt) / 1000 + 1) * 1000, 'a second');

/** Two links by two keys, each for Jane and Joe of two domains, who are signed in at both. */
async function cast(name) {
  const jane = `jane@${name}-one.example`;
  const joe = `joe@${name}-two.example`;
  const key = await service.apiKey('mint', name);
  const a = await mint(key, `${name}A`.toUpperCase(), [jane, joe]);
  const b = await mint(await service.apiKey('mint', `not ${name}`), `${name}B`.toUpperCase(), [jane, joe]);
  const browsers = [];
  for (const [link, whose] of [['a', a], ['b', b]]) {
    for (const [who, address] of [['jane', jane], ['joe', joe]]) {
      browsers.push({ name: `${link} ${who}`, link: whose, browser: await signIn(service, whose.path, address) });
    }
  }
  const query = `${LINKS}?receiverId=${encodeURIComponent(joe)}`;
  await until(async () => (await api(service, admin, 'GET', query)).json.response.links.length === 2, `${name} in the lists`);
  return { jane, joe, key, keyId: (await status(a)).issuer, a, b, browsers };
}

const SCOPES = [
  { name: 'link', body: ({ a }) => ({ linkId: a.linkId }), hit: ['a jane', 'a joe'], links: 1, restore: () => ({}) },
  {
    name: 'url', scope: 'link', body: ({ a, jane }) => ({ shareUrl: `${a.shareUrl}#to=${jane}` }),
    hit: ['a jane', 'a joe'], links: 1, restore: () => ({}),
  },
  {
    name: 'one-of-a-link', scope: 'linkRecipient', body: ({ a, jane }) => ({ linkId: a.linkId, receiverId: jane }),
    hit: ['a jane'], links: 1, restore: ({ jane }) => ({ receiverId: jane, why: 'a typing mistake' }),
  },
  { name: 'shipment', body: ({ a }) => ({ targetType: 'BOOKING', targetId: a.number }), hit: ['a jane', 'a joe'], links: 1 },
  { name: 'recipient', body: ({ jane }) => ({ receiverId: jane.toUpperCase() }), hit: ['a jane', 'b jane'], links: 2 },
  { name: 'domain', body: ({ jane }) => ({ receiverDomain: jane.split('@')[1] }), hit: ['a jane', 'b jane'], links: 2 },
  { name: 'issuer', body: ({ keyId }) => ({ issuer: keyId }), hit: ['a jane', 'a joe'], links: 1, killsKey: true },
  { name: 'api-key', scope: 'apiKey', body: ({ keyId }) => ({ apiKey: keyId }), hit: [], links: 0, killsKey: true },
];

for (const { name, scope = name, body, hit, links, restore, killsKey = false } of SCOPES) {
  test(`a revocation by ${name} hits what it says and nothing else`, async () => {
    const stage = await cast(name);
    const asked = { ...body(stage), why: 'for a test' };
    const look = async () => Object.fromEntries(
      await Promise.all(stage.browsers.map(async (one) => [one.name, await seen(one.browser, one.link)])),
    );
    const expected = (hits) => Object.fromEntries(stage.browsers.map((one) => [one.name, hits.includes(one.name) ? 410 : 200]));
    assert.deepEqual(await look(), expected([]));

    const denied = await service.keys('DENYLIST', '');
    const preview = await api(service, admin, 'POST', REVOCATIONS, { ...asked, preview: true });
    assert.equal(preview.status, 200, JSON.stringify(preview.json));
    const told = preview.json.response;
    assert.deepEqual([told.scope, told.hits.links, told.hits.more], [scope, links, false]);
    assert.equal(told.hits.sample.length, links);
    assert.ok(told.spares && told.note);
    assert.deepEqual(await service.keys('DENYLIST', ''), denied, 'a preview changes nothing');
    assert.deepEqual(await look(), expected([]));

    const revoked = await api(service, admin, 'POST', REVOCATIONS, asked);
    assert.equal(revoked.status, 201, JSON.stringify(revoked.json));
    const done = revoked.json.response;
    assert.deepEqual([done.scope, done.hits, done.why, done.spares], [scope, told.hits, 'for a test', told.spares]);
    assert.equal(Date.parse(done.everywhereBy) - Date.parse(done.revokedAt), EVERYWHERE_MS);
    assert.ok(Math.abs(Date.parse(done.revokedAt) - Date.now()) < 60_000 && done.by);
    assert.deepEqual(await look(), expected(hit));

    await secondAfter(done.revokedAt);
    let minter = stage.key;
    if (killsKey) {
      assert.equal((await api(service, stage.key, 'POST', LINKS, {})).status, 401, 'the key is dead');
      minter = await service.apiKey('mint', 'another');
    }
    const later = await mint(minter, stage.a.number, [stage.jane]);
    assert.equal(await seen(await signIn(service, later.path, stage.jane), later), 200, 'what is minted later opens');

    const restored = await api(service, admin, 'POST', `${LINKS}/${stage.a.linkId}/restore`, restore?.(stage) ?? {});
    if (restore) {
      assert.equal(restored.status, 200, JSON.stringify(restored.json));
      const { linkId, restoredAt, everywhereBy } = restored.json.response;
      assert.equal(linkId, stage.a.linkId);
      assert.equal(Date.parse(everywhereBy) - Date.parse(restoredAt), EVERYWHERE_MS);
      assert.equal(await seen(await signIn(service, stage.a.path, stage.jane), stage.a), 200, 'it opens again');
      assert.equal((await status(stage.a)).state, 'active');
    } else {
      assert.deepEqual([restored.status, restored.json.code], [409, 'conflict']);
    }
  });
}

test('DELETE says from when and by when it holds, and a restoration without a body takes it back', async () => {
  const key = await service.apiKey('mint,revoke:own');
  const link = await mint(key, 'DELETED', ['jane@deleted.example']);
  const browser = await signIn(service, link.path, 'jane@deleted.example');
  const deleted = await api(service, key, 'DELETE', `${LINKS}/${link.linkId}`);
  const moment = (name) => Date.parse(deleted.headers.get(name));
  assert.equal(deleted.status, 204);
  assert.equal(moment('sealink-everywhere-by') - moment('sealink-revoked-at'), EVERYWHERE_MS);
  assert.equal(await seen(browser, link), 410);
  const call = await service.fetch(`${LINKS}/${link.linkId}/restore`, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
  assert.equal(call.status, 200, await call.text());
  assert.equal(await seen(await signIn(service, link.path, 'jane@deleted.example'), link), 200);
});

test('a link is extended, handed to others, and ended as it was', async () => {
  const key = await service.apiKey('mint,revoke:own');
  const [jane, joe, ann] = ['jane', 'joe', 'ann'].map((name) => `${name}@changed.example`);
  const link = await mint(key, 'CHANGED', [jane, joe], { expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString() });
  const before = { jane: await signIn(service, link.path, jane), joe: await signIn(service, link.path, joe) };
  const change = async (body, expected = 200) => {
    const reply = await api(service, key, 'PATCH', `${LINKS}/${link.linkId}`, body);
    assert.equal(reply.status, expected, JSON.stringify(reply.json));
    return reply.json.response ?? reply.json;
  };

  const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 9 * 86_400_000);
  const first = await change({ expiresAt: expiresAt.toISOString(), addReceiverIds: [ann], dropReceiverIds: [joe] });
  assert.equal(first.linkId, link.linkId);
  assert.equal(Date.parse(first.expiresAt), expiresAt.getTime());
  assert.equal(first.previousGoodUntil, link.expiresAt);
  assert.equal(first.recipients.length, 2);
  assert.notEqual(first.shareUrl, link.shareUrl);
  assert.equal(await seen(before.jane, link), 200, 'what was signed before is good');
  assert.equal(await seen(before.joe, link), 410, 'but for who was dropped');
  const atFirst = await signIn(service, pathOf(first.shareUrl), ann);
  assert.equal(await seen(atFirst, link), 200, 'who was added is in');
  assert.equal(Date.parse((await status(link)).expiresAt), expiresAt.getTime());

  const refused = await change({ expiresAt: link.expiresAt }, 422);
  assert.equal(refused.field, 'endPrevious', 'what was signed before would outlive it');
  const second = await change({ endPrevious: true, addReceiverIds: [joe] });
  assert.ok(Date.parse(second.previousGoodUntil) <= Date.now() + EVERYWHERE_MS);
  assert.equal(await seen(before.jane, link), 410, 'what was signed at first is ended');
  assert.equal(await seen(atFirst, link), 410, 'and what was signed then');
  for (const address of [jane, joe, ann]) {
    const browser = await signIn(service, pathOf(second.shareUrl), address);
    assert.equal(await seen(browser, link), 200, address);
  }

  assert.equal((await api(service, key, 'DELETE', `${LINKS}/${link.linkId}`)).status, 204);
  assert.equal((await change({ note: 'too late' }, 409)).code, 'conflict');
});

test('a key without the scope is refused, and told which it lacks', async () => {
  const own = await service.apiKey('mint,revoke:own');
  const mine = await mint(own, 'MINE', ['jane@scopes.example']);
  const theirs = await mint(await service.apiKey('mint'), 'THEIRS', ['jane@scopes.example']);
  const mintOnly = await service.apiKey('mint');
  const readOnly = await service.apiKey('read');
  const revoke = (body) => ['POST', REVOCATIONS, body];
  const cases = [
    [mintOnly, revoke({ linkId: mine.linkId }), 'revoke:own'],
    [mintOnly, revoke({ linkId: mine.linkId, preview: true }), 'revoke:own'],
    [mintOnly, ['DELETE', `${LINKS}/${mine.linkId}`], 'revoke:own'],
    [mintOnly, ['POST', `${LINKS}/${mine.linkId}/restore`, {}], 'revoke:own'],
    [mintOnly, ['PATCH', `${LINKS}/${mine.linkId}`, { note: 'x' }], 'revoke:own'],
    [mintOnly, ['GET', LINKS], 'read'],
    [own, ['GET', '/share/audit'], 'audit'],
    [readOnly, ['PATCH', `${LINKS}/${mine.linkId}`, { note: 'x' }], 'mint'],
    [readOnly, ['POST', `${LINKS}/batch`, { links: [] }], 'mint'],
    [own, revoke({ linkId: theirs.linkId }), 'revoke:any'],
    [own, revoke({ shareUrl: theirs.shareUrl }), 'revoke:any'],
    [own, ['PATCH', `${LINKS}/${theirs.linkId}`, { note: 'x' }], 'revoke:any'],
    ...[
      { targetType: 'BOOKING', targetId: 'MINE' },
      { receiverId: 'jane@scopes.example' },
      { receiverDomain: 'scopes.example' },
      { issuer: (await status(theirs)).issuer },
      { apiKey: (await status(theirs)).issuer },
    ].map((body) => [own, revoke(body), 'revoke:any']),
  ];
  const denied = await service.keys('DENYLIST', '');
  for (const [key, call, scope] of cases) {
    const reply = await api(service, key, ...call);
    assert.deepEqual([reply.status, reply.json.code], [403, 'missing_scope'], JSON.stringify(call));
    assert.ok(reply.json.detail.includes(`\`${scope}\``), reply.json.detail);
  }
  assert.deepEqual(await service.keys('DENYLIST', ''), denied);
  assert.equal((await api(service, own, ...revoke({ linkId: mine.linkId }))).status, 201);
  const self = await api(service, own, ...revoke({ issuer: (await status(mine)).issuer, why: LAST }));
  assert.equal(self.status, 201, 'a key may end itself');
});

test('all of it is in the audit trail, as one chain', async () => {
  const entries = await until(async () => {
    const trail = await soundTrail(service, minted.length);
    return trail.some(({ detail }) => detail === LAST) && trail;
  }, 'the last deed in the trail');
  const count = (is) => entries.filter(is).length;
  for (const linkId of minted) {
    assert.equal(count((entry) => entry.type === 'link.minted' && entry.linkId === linkId), 1);
  }
  assert.equal(count(({ type }) => type === 'link.changed'), 2);
  assert.equal(count(({ type }) => type === 'link.restored'), 5, 'three scopes, DELETE, and who was added again');
  assert.equal(count(({ detail }) => detail === 'for a test'), SCOPES.length);
  assert.ok(entries.every(({ by }) => by));

  const headers = { authorization: `Bearer ${await service.apiKey('audit')}` };
  const half = Math.floor(entries.length / 2);
  for (const [after, expected] of [['', entries], [`?after=${half}`, entries.slice(half)], [`?after=${entries.length}`, []]]) {
    const reply = await service.fetch(`/share/audit${after}`, { headers });
    assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'application/x-ndjson']);
    const lines = (await reply.text()).split('\n').filter(Boolean);
    assert.deepEqual(lines.map((line) => JSON.parse(line)), expected, `what is exported ${after}`);
  }
});
