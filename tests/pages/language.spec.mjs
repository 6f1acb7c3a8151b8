// The language is the reader's to choose, with and without JavaScript, before and behind the gate.

import { SHIPMENT, expect, test } from './fixtures.mjs';
import { enter, openFromMail } from './recipient.mjs';

/** What the chooser's button is called in the language that the page is in. */
const CHANGE = { en: 'Change', de: 'Ändern', ar: 'تغيير' };

/** Chooses a language, by the name that it has in itself. */
async function choose(page, from, name) {
  await page.getByRole('combobox').selectOption({ label: name });
  await page.getByRole('button', { name: CHANGE[from], exact: true }).click();
}

async function expectLanguage(page, tag, direction = 'ltr') {
  await expect(page.locator('html')).toHaveAttribute('lang', tag);
  await expect(page.locator('html')).toHaveAttribute('dir', direction);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('the gate takes the language that is chosen, and keeps it', async ({ page, service, mailbox, mint }) => {
      const { linkId } = await mint();
      await openFromMail(page, service, mailbox);
      await expectLanguage(page, 'en');

      await choose(page, 'en', 'Deutsch');
      await expect(page).toHaveURL(`${service.url}/s/${linkId}`);
      await expectLanguage(page, 'de');
      await expect(page.getByRole('button', { name: 'Code anfordern' })).toBeVisible();
      await page.reload();
      await expectLanguage(page, 'de');

      await choose(page, 'de', 'العربية');
      await expectLanguage(page, 'ar', 'rtl');
    });
  });
}

test('the page behind the gate takes the language that is chosen, and keeps it', async ({ page, service, mailbox, mint, look }) => {
  const { linkId } = await mint();
  await enter(page, service, mailbox);

  await choose(page, 'en', 'Deutsch');
  await expect(page).toHaveURL(`${service.url}/s/${linkId}`);
  await expectLanguage(page, 'de');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(SHIPMENT);
  await page.reload();
  await expectLanguage(page, 'de');
  await look('page-german');

  await choose(page, 'de', 'العربية');
  await expectLanguage(page, 'ar', 'rtl');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(SHIPMENT);
  await look('page-arabic');
});
