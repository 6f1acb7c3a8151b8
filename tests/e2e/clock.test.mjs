// What the clock orders: a link whose time is up says so in its history.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, signIn } from './browser.mjs';
import { startService, until } from './harness.mjs';

const RECIPIENT = 'jane@acme.example';

test('a link whose time is up is expired, and the hourly tick tells of it once', async (t) => {
  const service = await startService(t);
  const key = await service.apiKey();
  const mint = async (expiresAt) => {
    const minted = await api(service, key, 'POST', '/share/links', {
      targets: [{ targetType: 'BOOKING', targetIds: ['BOOK1'] }],
      receiverIds: [RECIPIENT],
      expiresAt: expiresAt.toISOString(),
    });
    assert.equal(minted.status, 201, JSON.stringify(minted.json));
    return minted.json.response;
  };
  const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 5000);
  const short = await mint(end);
  const long = await mint(new Date(end.getTime() + 24 * 3600_000));
  const path = short.shareUrl.slice(service.url.length);
  const browser = await signIn(service, path, RECIPIENT);
  assert.equal((await browser.get(`/s/${short.linkId}`)).status, 200);

  await until(async () => (await service.keys('REGISTRY', 'by:end:')).length === 2, 'both links in the lists');
  await until(async () => (await browser.get(`/s/${short.linkId}`)).status !== 200, 'the end');
  assert.equal((await browser.get(`/s/${short.linkId}`)).status, 410);

  const status = async ({ linkId }) => (await api(service, key, 'GET', `/share/links/${linkId}`)).json.response;
  // The hour of the end is looked at once it is over; three ticks tell of it once.
  for (const hours of [1, 2, 3]) {
    assert.equal((await service.tick(new Date(end.getTime() + hours * 3600_000))).outcome, 'ok');
  }
  const ended = await until(() => service.kv.REGISTRY.get(`ended:${short.linkId}`, 'json'), 'the end in the registry');
  assert.equal(ended.reason, 'expired');
  assert.equal(new Date(ended.at).getTime(), end.getTime());
  const ends = async () => (await status(short)).activity.filter(({ type }) => type === 'link.expired');
  const told = await until(async () => (await ends()).length > 0 && ends(), 'link.expired in the history');
  assert.deepEqual(told.map(({ at }) => Date.parse(at)), [end.getTime()]);

  const expired = await status(short);
  assert.deepEqual([expired.state, expired.ended.reason], ['expired', 'expired']);
  assert.equal((await status(long)).state, 'active');
  const page = await api(service, key, 'GET', '/share/links?state=expired');
  assert.deepEqual(page.json.response.links.map(({ linkId }) => linkId), [short.linkId]);
});
