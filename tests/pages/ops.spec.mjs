// The dashboard by clicking, with its scripts and without: what an operator does in a day.

import { readFile } from 'node:fs/promises';

import { askForCode, expectPage, goTo, share, signIn, soon } from './desk.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';
import { newestMail, wrong } from './recipient.mjs';

const DAY = 24 * 60 * 60 * 1000;

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('the way in, and out again', async ({ page, service, operator }) => {
      await page.goto('/ops/links');
      await expectPage(page, 'Sign in to share shipments');
      const code = await askForCode(page, service, operator);
      const field = page.getByLabel('Code', { exact: true });
      await field.fill(wrong(code));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('alert')).toContainText('This is not the code in the newest mail.');
      await field.fill(code);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expectPage(page, 'The last seven days');

      await page.getByRole('button', { name: 'Sign out' }).click();
      await expectPage(page, 'Sign in to share shipments');
      await page.goto('/ops/keys');
      await expectPage(page, 'Sign in to share shipments');
    });

    test('a link is shared, found, changed, revoked and restored', async ({ page, service, mailbox, operator }) => {
      await signIn(page, service, operator);
      const second = mailbox.replace('@', '+2@');
      const { shareUrl, linkId } = await share(page, { number: SHIPMENT, recipients: [mailbox], note: 'PO 4711' });
      const copy = page.getByRole('button', { name: 'Copy' });
      await expect(copy, 'only the script can copy').toBeVisible({ visible: javaScriptEnabled });
      expect((await newestMail(service, mailbox, /has shared/)).text).toContain('PO 4711');
      const opens = async () => (await service.fetch(shareUrl)).status;
      expect(await opens()).toBe(303);

      for (const wanted of [SHIPMENT, mailbox]) {
        await goTo(page, 'Links');
        await find(page, wanted);
        await soon(page, (options) => expect(rowOf(page, linkId)).toBeVisible(options));
        await expect(rowOf(page, linkId)).toContainText('Active');
      }
      await rowOf(page, linkId).getByRole('link', { name: SHIPMENT }).click();
      await expectPage(page, SHIPMENT);
      await goTo(page, 'Overview');
      await find(page, shareUrl);
      await expect(page).toHaveURL(new RegExp(`/ops/links/${linkId}$`));

      const last = new Date(Date.now() + 120 * DAY).toISOString().slice(0, 10);
      await page.getByLabel('Works until the end of').fill(last);
      await page.getByRole('button', { name: 'Set the date' }).click();
      await expect(page.getByRole('status')).toContainText('signed anew');
      await expect(page.getByLabel('Works until the end of')).toHaveValue(last);
      expect(await page.getByLabel('The link to pass on').inputValue()).not.toBe(shareUrl);

      const people = page.getByRole('region', { name: 'Recipients' }).getByRole('rowheader');
      await page.getByLabel('Add a recipient').fill(second);
      await page.getByRole('button', { name: 'Add and mail' }).click();
      await expect(people).toHaveCount(2);
      await newestMail(service, second, /has shared/);
      const choices = page.getByLabel('Drop a recipient');
      await choices.selectOption({ index: 2 });
      await page.getByRole('button', { name: 'Drop', exact: true }).click();
      await expect(people).toHaveCount(1);

      await page.getByLabel('Reason to revoke (optional)').fill('Sent to the wrong customer');
      await page.getByRole('button', { name: 'Revoke' }).click();
      await expectPage(page, 'Revoke this?');
      await expect(page.getByText('Nothing has happened yet.')).toBeVisible();
      await expect(page.getByText('1 link, and any that the list does not know yet')).toBeVisible();
      expect(await opens()).toBe(303);
      await page.getByRole('button', { name: 'Revoke now' }).click();
      await expectPage(page, 'Revoked');
      expect(await opens()).toBe(410);

      await page.goto(`/ops/links/${linkId}`);
      await expect(page.getByText('Reason: Sent to the wrong customer')).toBeVisible();
      await page.getByLabel('The reason (optional)').fill('It was the right one');
      await page.getByRole('button', { name: 'Restore' }).click();
      await expect(page.getByRole('status')).toContainText('Restored');
      expect(await opens()).toBe(303);
      await soon(page, (options) => expect(page.getByRole('listitem').filter({ hasText: 'It was the right one' })).toBeVisible(options));
    });

    test('links that are ticked in the list are revoked together', async ({ page, service, mailbox, operator }) => {
      await signIn(page, service, operator);
      const links = [];
      for (let at = 0; at < 3; at += 1) links.push(await share(page, { number: SHIPMENT, recipients: [mailbox] }));
      await goTo(page, 'Links');
      for (const { linkId } of links) await soon(page, (options) => expect(rowOf(page, linkId)).toBeVisible(options));
      const [one, other, spared] = links;
      for (const { linkId } of [one, other]) await rowOf(page, linkId).getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Revoke those that are ticked' }).click();
      await expectPage(page, 'Revoke');
      await page.getByRole('button', { name: 'Show what it hits' }).click();
      await expectPage(page, 'Revoke this?');
      await expect(page.getByRole('main')).toContainText('2 links');
      await page.getByRole('button', { name: 'Revoke now' }).click();
      await expectPage(page, 'Revoked');
      const statuses = await Promise.all([one, other, spared].map(async ({ shareUrl }) => (await service.fetch(shareUrl)).status));
      expect(statuses).toEqual([410, 410, 303]);
    });

    test('a key is issued, seen once, used and revoked', async ({ page, service, operator }) => {
      await signIn(page, service, operator);
      await goTo(page, 'API keys');
      const label = `Warehouse of ${operator}`;
      await page.getByLabel('Label').fill(label);
      await page.getByRole('button', { name: 'Issue the key' }).click();
      await expectPage(page, 'A new API key');
      const key = await page.getByLabel('The key').inputValue();
      const status = async () => (await service.fetch('/share/links', { headers: { authorization: `Bearer ${key}` } })).status;
      expect(await status()).toBe(200);

      await page.getByRole('link', { name: 'I have copied it' }).click();
      const row = page.getByRole('row').filter({ hasText: label });
      await expect(row).toContainText('Active');
      expect(await page.content()).not.toContain(key);
      await row.getByRole('button', { name: `Revoke ${label}` }).click();
      await expectPage(page, 'Revoke this API key?');
      expect(await status()).toBe(200);
      await page.getByRole('button', { name: 'Revoke the key' }).click();
      await expect(row).toContainText('Revoked');
      await expect(row.getByRole('button')).toHaveCount(0);
      expect(await status()).toBe(401);
    });

    test('what was done stands in the audit trail, which can be taken along', async ({ page, service, mailbox, operator }) => {
      await signIn(page, service, operator);
      const { linkId } = await share(page, { number: SHIPMENT, recipients: [mailbox], notify: false });
      await goTo(page, 'Audit');
      const entry = page.getByRole('row').filter({ hasText: linkId });
      await soon(page, (options) => expect(entry).toBeVisible(options));
      await expect(entry).toContainText('k***@desk.example');
      await expect(page.getByText(/^The chain holds: \d+ entr/)).toBeVisible();

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export all' }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe('sealink-audit.ndjson');
      const entries = (await readFile(await file.path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
      expect(entries.some((one) => one.linkId === linkId)).toBe(true);
      expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    });
  });
}

async function find(page, text) {
  await page.getByRole('searchbox').fill(text);
  await page.getByRole('button', { name: 'Find' }).click();
}

/** The line of a link in a table. */
function rowOf(page, linkId) {
  return page.getByRole('row').filter({ has: page.locator(`a[href="/ops/links/${linkId}"]`) });
}
