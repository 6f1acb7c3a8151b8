// What the pages may weigh, over the wire (DESIGN, section 12). The bytes are those that a browser counts, headers
// and all; they hang on nothing but the pages, so this fails as soon as one passes its budget.

import { expect, test as base } from './fixtures.mjs';
import { painted, watchForOurMap } from './painted.mjs';
import { enter } from './recipient.mjs';
import { countTraffic, itemised } from './traffic.mjs';
import { startWire } from './wire.mjs';

/** One round trip: what a server sends before it waits for the first acknowledgement (ten segments, RFC 6928). */
const GATE = 14 * 1024;
/** Everything that is asked for before the map can be seen. */
const TRACKING = 60 * 1024;

const test = base.extend({
  wire: async ({ service }, use) => {
    const wire = await startWire(service.host);
    await use(wire);
    await wire.close();
  },
  proxy: async ({ wire }, use) => use(wire.proxy),
});

test('the gate comes in one round trip', async ({ page, service, mint }) => {
  const { shareUrl } = await mint();
  const traffic = await countTraffic(page);
  await page.goto(shareUrl, { waitUntil: 'networkidle' });
  await expect(page.getByRole('button', { name: 'Send me a code' })).toBeVisible();
  say('gate', traffic, traffic.bytes(), GATE);
  expect(traffic.hosts()).toEqual([service.host]);
  expect(traffic.bytes(), itemised(traffic)).toBeLessThanOrEqual(GATE);
});

test('the tracking page shows its map within its budget', async ({ page, service, mailbox, mint }) => {
  const { linkId } = await mint();
  await enter(page, service, mailbox);
  await watchForOurMap(page);
  const traffic = await countTraffic(page);
  await page.goto(`/s/${linkId}`, { waitUntil: 'networkidle' });
  const { origin, map } = await painted(page);
  say('tracking page', traffic, traffic.bytes(origin + map), TRACKING);
  expect(traffic.hosts()).toEqual([service.host]);
  expect(traffic.bytes(origin + map), itemised(traffic)).toBeLessThanOrEqual(TRACKING);
});

/** Tells how near the budget is. */
function say(what, traffic, bytes, budget) {
  console.log(`${what}: ${bytes} of ${budget} bytes\n${itemised(traffic)}`);
}
