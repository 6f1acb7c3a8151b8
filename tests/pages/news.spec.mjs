// An open page that hears of something: what is new is marked and read out, and the reader's place is kept.

import { told } from '../origin/journey.mjs';
import journeys from '../origin/journeys.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';
import { enter, equipped, nextRefresh } from './recipient.mjs';

/** The journey under a number of its own, because the service remembers what the other tests have seen of it. */
const OWN = 'CSQU3054402';

test('news are marked and announced', async ({ page, service, mailbox, mint, look }) => {
  // By the real clock. The first question after a minute is answered with what was known, and has the origin asked;
  // the one a minute later hears of it.
  test.slow();
  const journey = { ...journeys.find(({ container }) => container === SHIPMENT), container: OWN };
  const now = told(journey, Date.now(), 0);
  // Thirty hours ago, when the last delay was not yet known, nor the bill of lading.
  const before = told(journey, Date.now(), -30).filter(({ documentTypeCode }) => documentTypeCode !== 'TRD');
  await service.origin.answer(OWN, before);
  await mint([OWN]);
  await enter(page, service, mailbox);
  const date = await page.locator('.arrival .big').textContent();
  const event = (text) => page.getByRole('listitem').filter({ hasText: text, hasNot: page.getByRole('heading') });
  await expect(event('Bill of lading issued')).toHaveCount(0);

  await service.origin.answer(OWN, now);
  const said = 'The arrival has changed. The page shows the new date.';
  await expect(page.locator('#live')).toHaveText(said, { timeout: 150_000 });
  await expect(page.locator('.arrival .big')).not.toHaveText(date);
  for (const text of ['Bill of lading issued', 'Arrival of the vessel']) {
    await expect(event(text).locator('.word.fresh'), text).toHaveText('New');
  }
  await expect(event('Vessel departed').locator('.fresh'), 'known before').toHaveCount(0);
  await look('page-with-news');
});

test('without a network the page stays, and says so', async ({ page, context, mailbox, service, mint }) => {
  await page.clock.install();
  await mint();
  await enter(page, service, mailbox);
  await equipped(page);
  const live = page.locator('#live');
  await context.setOffline(true);
  await page.clock.runFor('01:01');
  await expect(live).toHaveText('No connection. What you see may be out of date.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Container ${SHIPMENT}`);
  await expect(page.getByText('At sea, on SANTOS TERN')).toBeVisible();

  // After a failure it waits twice as long.
  await context.setOffline(false);
  await page.clock.runFor('02:01');
  await expect(live).toBeEmpty();
  await expect(page.getByText('At sea, on SANTOS TERN')).toBeVisible();
});

test('a refresh keeps what was opened, and how the map stands', async ({ page, mailbox, service, mint }) => {
  await page.clock.install();
  const { linkId } = await mint();
  await enter(page, service, mailbox);
  const chart = page.locator('.chart > svg');
  const closer = page.getByRole('button', { name: 'Zoom in' });
  await closer.click();
  // To the thousandth: the script computes it anew.
  const view = () => chart.evaluate((svg) => svg.getAttribute('viewBox').split(' ').map((part) => Number(part).toFixed(3)));
  await expect.poll(async () => Number((await view())[2])).toBe(180);
  const before = await view();
  await page.getByText('Open it on your phone').click();
  const first = await chart.elementHandle();

  expect((await nextRefresh(page, linkId)).status()).toBe(200);
  await expect.poll(() => first.evaluate((svg) => svg.isConnected), 'drawn anew').toBe(false);
  await expect.poll(view).toEqual(before);
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
});
