// The end of a link whose shipment was delivered: with what was delivered for who passed the gate, without it for others.

import delivered from '../origin/journeys/delivered.json' with { type: 'json' };
import { expect, test } from './fixtures.mjs';
import { askForCode, openFromMail, typeCode } from './recipient.mjs';
import { expectValid, sentTo } from './valid.mjs';

test.use({ vars: { DELIVERED_GRACE_HOURS: '0', BRAND_CONTACT: 'desk@acme.example' } });

test('what was delivered when, behind the gate only', async ({ page, stranger, service, mailbox, mint, look }) => {
  const link = await mint([delivered.container]);
  await openFromMail(page, service, mailbox);
  const sent = sentTo(page);
  await typeCode(page, await askForCode(page, service, mailbox));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delivered');
  expect(sent().status()).toBe(410);
  await expect(page.getByRole('term')).toContainText(delivered.container.slice(-7, -1));
  await expect(page.getByRole('definition')).toContainText(/Delivered on/);
  await expectValid('delivered', sent());
  await look('delivered');

  // Whoever finds it first ends it for everybody.
  await expect.poll(() => service.kv.DENYLIST.get(`delivered:${link.linkId}`)).toBeTruthy();
  expect((await page.reload()).status()).toBe(410);
  await expect(page.getByRole('definition')).toHaveCount(1);
  expect((await stranger.goto(link.shareUrl)).status()).toBe(410);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Delivered');
  await expect(stranger.getByRole('definition')).toHaveCount(0);
});
