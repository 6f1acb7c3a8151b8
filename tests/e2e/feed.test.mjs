// What views of one shipment cost its origin, and what a dead origin costs the views.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { api, signIn } from './browser.mjs';
import { startService, until } from './harness.mjs';

const RECIPIENT = 'jane@acme.example';
const CONTAINER = 'CSQU3054383';
const VIEWS = 1000;
/** As many connections as a few dozen people have open at once. */
const AT_ONCE = 40;
/** How long an answer is fresh, in milliseconds. */
const FRESH = 60_000;

/** A container that has departed, as an origin tells it. */
const DEPARTED = [
  {
    eventID: '1',
    eventType: 'TRANSPORT',
    eventClassifierCode: 'ACT',
    eventCreatedDateTime: '2026-11-20T00:00:00Z',
    eventDateTime: '2026-11-20T08:00:00+09:00',
    transportEventTypeCode: 'DEPA',
    transportCall: { UNLocationCode: 'KRPUS', modeOfTransport: 'VESSEL' },
  },
];

test('a thousand views cost the origin one question, and its death costs no view', async (t) => {
  const service = await startService(t);
  await service.origin.answer(CONTAINER, DEPARTED);
  const minted = await api(service, await service.apiKey(), 'POST', '/share/links', {
    targets: [{ targetType: 'CONTAINER', targetIds: [CONTAINER] }],
    receiverIds: [RECIPIENT],
  });
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  const { linkId, shareUrl } = minted.json.response;
  const page = `/s/${linkId}`;
  const browser = await signIn(service, shareUrl.slice(service.url.length), RECIPIENT);

  const asked = async () => (await service.origin.requests())[CONTAINER] ?? 0;
  const tracking = async () => {
    const reply = await browser.get(`${page}/tracking`);
    assert.equal(reply.status, 200);
    return { ...JSON.parse(reply.text).shipments[0], etag: reply.headers.get('etag') };
  };
  let first;

  await t.test(`${VIEWS} views within a minute, from the very first on: one question`, async () => {
    assert.equal(await asked(), 0, 'nobody has looked yet');
    const start = Date.now();
    let left = VIEWS;
    const views = async () => {
      while (left-- > 0) {
        const seen = await browser.get(page);
        assert.equal(seen.status, 200);
        assert.match(seen.text, /KRPUS/);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, views));
    assert.ok(Date.now() - start < FRESH, `the views took ${Date.now() - start} ms`);
    assert.equal(await asked(), 1);
    first = await tracking();
    assert.equal(first.stale, false);
  });

  await t.test('the origin dies: every page stays up, and is marked with its age', async () => {
    await service.origin.turn('down');
    await pause(Date.parse(first.fetchedAt) + FRESH + 1000 - Date.now());
    const unaware = await tracking();
    assert.deepEqual(unaware, first, 'who looks first does not wait to hear of it, and gets what there is');
    await until(async () => (await tracking()).stale, 'the mark', 10);
    const marked = await tracking();
    assert.equal(marked.fetchedAt, first.fetchedAt);
    assert.notEqual(marked.etag, first.etag, 'an open page sees the mark too');
    const seen = await browser.get(page);
    assert.equal(seen.status, 200);
    assert.match(seen.text, /KRPUS/);
    assert.match(seen.text, /This may be out of date\./);
    assert.ok(seen.text.includes(`data-ago="${first.fetchedAt}"`), 'its age');
    assert.equal(await asked(), 4, 'asked again twice, and then left alone');
  });

  await t.test('the origin is back: within a minute the page is fresh', async () => {
    await service.origin.turn('ok');
    await until(async () => !(await tracking()).stale, 'a fresh answer', 60);
    const fresh = await tracking();
    assert.ok(Date.parse(fresh.fetchedAt) >= Date.parse(first.fetchedAt) + FRESH);
    assert.ok(!(await browser.get(page)).text.includes('This may be out of date.'));
    assert.equal(await asked(), 5);
  });
});
