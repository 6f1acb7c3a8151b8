// Every page that a recipient may meet, looked at with axe and left as a picture.

import { MANY, SHIPMENT, expect, test } from './fixtures.mjs';
import { askForCode, enter, openFromMail, typeCode, wrong } from './recipient.mjs';

test('the gate, the code, the page and the end of a link', async ({ page, service, mailbox, mint, look }) => {
  const link = await mint([SHIPMENT], { note: 'Your spare parts for the March overhaul. Call me if it slips again.' });
  await openFromMail(page, service, mailbox);
  await look('gate');

  const code = await askForCode(page, service, mailbox);
  await look('code');
  await typeCode(page, wrong(code));
  await expect(page.getByRole('alert')).toBeVisible();
  await look('code-wrong');

  await typeCode(page, code);
  await expect(page.getByRole('img', { name: /^Route/ })).toBeVisible();
  await look('page');

  await link.revoke();
  expect((await page.reload()).status()).toBe(410);
  await look('gone');
});

for (const [index, [name, containers]] of Object.entries(MANY).entries()) {
  test(`a page with many shipments: ${name}`, async ({ page, service, mailbox, mint, look }) => {
    const { linkId } = await mint(containers);
    await enter(page, service, mailbox);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${containers.length} shipments`);
    await expect(page.getByRole('article')).toHaveCount(containers.length);
    await look(`page-of-many-${index + 1}`);

    if (index > 0) return;
    await page.goto(`/s/${linkId}/calendar`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add to your calendar');
    await look('calendar');
  });
}

test('a wrong address', async ({ page, look }) => {
  expect((await page.goto('/t/v4.public.nothing')).status()).toBe(404);
  await look('not-found');
});
