// News by mail, from the tracking page's button to the end of it.

import { HOOK_SECRETS, customs, push } from '../e2e/push.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';
import { INBOX, enter, newestMail } from './recipient.mjs';
import { expectValid, sentTo } from './valid.mjs';

test.use({ vars: { HOOK_SECRETS } });

const headed = (page, text) => expect(page.getByRole('heading', { level: 1 })).toHaveText(text);

/** Opens a mail in the recipient's web mail, and clicks one of its links. */
async function clickIn(page, mail, name) {
  await page.route(INBOX, (route) => route.fulfill({ contentType: 'text/html', body: mail.html }));
  await page.goto(INBOX);
  await page.getByRole('link', { name }).click();
}

/** From behind the gate to the mail that asks whether it was they. */
async function askFor(page, choice, mailbox) {
  await page.getByRole('link', { name: 'Tell me by email' }).click();
  await headed(page, 'Tell me by email');
  await page.getByLabel('Your email address').fill(mailbox);
  await page.getByLabel(choice).check();
  await page.getByRole('button', { name: 'Email me' }).click();
}

async function confirm(page, service, mailbox) {
  await headed(page, 'Check your email to confirm');
  await clickIn(page, await newestMail(service, mailbox, /please confirm/), 'Yes, email me');
  await headed(page, 'May we email you about this shipment?');
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('asked for on the page, confirmed from the mailbox, ended on the page', async ({ page, service, mailbox, mint, look }) => {
      const { linkId } = await mint();
      const sent = sentTo(page);
      const shown = async (name) => {
        await expectValid(name, sent());
        // axe needs scripts.
        if (javaScriptEnabled) await look(name);
      };
      await enter(page, service, mailbox);
      await page.getByRole('link', { name: 'Tell me by email' }).click();
      await shown('updates');
      await page.getByRole('link', { name: 'Open the shipment' }).click();

      await askFor(page, 'Once a day', 'somebody@else.example');
      await expect(page.getByRole('alert')).toContainText('the one the link was sent to');
      await expect(page.getByLabel('Your email address')).toHaveValue('somebody@else.example');
      await expect(page.getByLabel('Once a day')).toBeChecked();
      await shown('updates-refused');
      await page.getByLabel('Your email address').fill(mailbox);
      await page.getByRole('button', { name: 'Email me' }).click();
      await headed(page, 'Check your email to confirm');
      await shown('updates-asked');

      await confirm(page, service, mailbox);
      await shown('updates-confirm');
      await page.getByRole('button', { name: 'Yes, email me' }).click();
      await headed(page, 'From now on you get emails about this shipment');
      await shown('updates-confirmed');

      await page.goto(`/s/${linkId}/updates`);
      await expect(page.getByText('You get emails about this shipment: Once a day')).toBeVisible();
      await expect(page.getByLabel('Once a day')).toBeChecked();
      await shown('updates-on');
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await headed(page, 'Tell me by email');
      await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    });

    for (const all of [false, true]) {
      test(`a mail's way out, ${all ? 'of everything' : 'of this shipment'}`, async ({ page, service, mailbox, mint, look }) => {
        await mint();
        await enter(page, service, mailbox);
        await askFor(page, 'At each change', mailbox);
        await confirm(page, service, mailbox);
        await page.getByRole('button', { name: 'Yes, email me' }).click();
        await headed(page, 'From now on you get emails about this shipment');

        expect((await push(service, [customs(SHIPMENT, new Date())])).status).toBe(204);
        await expect.poll(async () => (await service.keys('TRACKING', 'told:')).length, 'what was pushed').toBeGreaterThan(0);
        await service.look(SHIPMENT);
        const mail = await newestMail(service, mailbox, /ustoms/);
        const sent = sentTo(page);
        await clickIn(page, mail, 'Stop these emails');
        await headed(page, 'Stop emails about this shipment?');
        await expectValid('stop', sent());
        if (javaScriptEnabled && all) await look('stop');
        if (all) await page.getByLabel('All shipments, not only this one').check();
        await page.getByRole('button', { name: 'Stop these emails' }).click();
        await headed(page, `You will get no more emails about ${all ? 'any' : 'this'} shipment`);
        await expectValid('stopped', sent());
        if (javaScriptEnabled && all) await look('stopped');
      });
    }
  });
}

test('addresses that cannot be used', async ({ page, look }) => {
  const wish = await page.goto('/updates/nothing');
  expect(wish.status()).toBe(410);
  await expect(page.getByText('This link cannot be used any more.')).toBeVisible();
  await expectValid('updates-void', wish);
  await look('updates-void');
  expect((await page.goto('/stop/nothing')).status()).toBe(404);
});
