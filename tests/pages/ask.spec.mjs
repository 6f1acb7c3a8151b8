// Whoever holds a link that has ended can ask its sender for a new one, where the sender has a mailbox.

import { SHIPMENT, expect, test } from './fixtures.mjs';
import { enter } from './recipient.mjs';

const DESK = 'desk@acme.example';

test.use({ vars: { BRAND_CONTACT: DESK } });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('the sender is told of it, once', async ({ page, service, mailbox, mint, look }) => {
      const link = await mint();
      const told = async () =>
        (await service.mails()).filter(({ to, text }) => String(to).includes(DESK) && text.includes(mailbox));
      const ask = async () => {
        expect((await page.goto(link.shareUrl)).status()).toBe(410);
        await expect(page.getByRole('heading', { name: 'Ask the sender for a new link' })).toBeVisible();
        await page.getByLabel('Your email address').fill(mailbox);
        await page.getByRole('button', { name: 'Ask for a new link' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('The sender has been told');
      };

      await link.revoke();
      await ask();
      await expect.poll(async () => (await told()).length, 'mails to the sender').toBe(1);
      if (javaScriptEnabled) await look('asked');
      const [mail] = await told();
      expect(JSON.stringify(mail), 'which link, and nothing that opens it').not.toContain(new URL(link.shareUrl).pathname);

      await ask();
      // Whatever was sent after the reply is there by now.
      await page.waitForTimeout(1_000);
      expect(await told(), 'mails after a second ask').toHaveLength(1);
    });
  });
}

test('from an open page to the form, and what is no address comes back', async ({ page, service, mailbox, mint, look }) => {
  const link = await mint();
  await enter(page, service, mailbox);
  await expect(page.getByRole('link', { name: DESK })).toHaveAttribute('href', `mailto:${DESK}`);
  await link.revoke();
  expect((await page.reload()).status()).toBe(410);
  expect(await page.content()).not.toContain(SHIPMENT);
  await look('gone-with-form');

  // Passes the browser's own check, and not ours.
  await page.getByLabel('Your email address').fill('kim@customer');
  await page.getByRole('button', { name: 'Ask for a new link' }).click();
  await expect(page.getByRole('alert')).toContainText('not a complete email address');
  await look('gone-with-form-malformed');
});
