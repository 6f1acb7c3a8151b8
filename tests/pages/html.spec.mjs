// Every kind of page that a recipient meets is valid HTML.

import { MANY, expect, test } from './fixtures.mjs';
import { askForCode, enter, openFromMail, typeCode } from './recipient.mjs';
import { expectValid, sentTo } from './valid.mjs';

test('the gate, the code, the page and the end of a link', async ({ page, service, mailbox, mint }) => {
  const link = await mint();
  const sent = sentTo(page);
  await openFromMail(page, service, mailbox);
  await expectValid('gate', sent());
  const code = await askForCode(page, service, mailbox);
  await expectValid('code', sent());
  await typeCode(page, code);
  await expect(page.getByRole('img', { name: /^Route/ })).toBeVisible();
  await expectValid('page', sent());
  await link.revoke();
  await page.reload();
  await expectValid('gone', sent());
});

for (const [name, containers] of Object.entries(MANY)) {
  test(`the page of many shipments: ${name}`, async ({ page, service, mailbox, mint }) => {
    await mint(containers);
    const sent = sentTo(page);
    await enter(page, service, mailbox);
    await expectValid(`page of many: ${name}`, sent());
  });
}

test('no such page, and the host itself', async ({ page }) => {
  await expectValid('not found', await page.goto('/t/v4.public.nothing'));
  await expectValid('home', await page.goto('/'));
});
