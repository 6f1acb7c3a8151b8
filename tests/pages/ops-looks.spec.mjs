// Every page of the dashboard: valid HTML, nothing for axe to find, nothing cut off, also at 200 percent; and contact
// sheets for a person to look at, tests/out/sheet-ops/.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../e2e/harness.mjs';
import { askForCode, expectPage, goTo, share, signIn, soon } from './desk.mjs';
import { MANY, SHIPMENT, expect, test as base } from './fixtures.mjs';
import { wrong } from './recipient.mjs';
import { expectValid, sentTo } from './valid.mjs';

const OUT = join(ROOT, 'tests/out');
/** Where ops work: the narrower of the usual desks. */
const DESK = { width: 1280, height: 800 };
/** A note with all that a note can have. */
const NOTE = 'Your spare parts for the March overhaul: PO 4711, two pallets.\nCall me if it slips again.';

/** The pages so far, for the sheets. */
const names = [];

const test = base.extend({
  /** Looks at a page as it stands, at the project's size. */
  seen: async ({ page, look, viewport }, use, info) => {
    const phone = info.project.name === 'phone';
    const size = phone ? viewport : DESK;
    await page.setViewportSize(size);
    const sent = sentTo(page);
    await use(async (name) => {
      names.push(name);
      // It hangs on no size: once is enough.
      if (phone) await expectValid(name, sent());
      // To a layout, zooming to 200 percent is a viewport half as wide and half as high.
      await page.setViewportSize({ width: size.width / 2, height: size.height / 2 });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(beyond, `${name}: pixels to scroll sideways at 200 percent`).toBeLessThanOrEqual(0);
      await page.setViewportSize(size);
      await look(`ops-${name}`);
    });
  },
});
test.use({ trace: 'off' });

test.afterAll(async ({ browser }, info) => {
  for (const light of ['light', 'dark']) await compose(browser, `${info.project.name}-${light}`);
});

test('the way in, and an empty desk', async ({ page, service, operator, seen }) => {
  await page.goto('/ops');
  await seen('door');
  const code = await askForCode(page, service, operator);
  await seen('code');
  await page.getByLabel('Code', { exact: true }).fill(wrong(code));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await seen('code-wrong');
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectPage(page, 'The last seven days');
  await seen('overview-empty');
});

test('sharing one, and what was shared', async ({ page, service, mailbox, operator, mint, seen }) => {
  await signIn(page, service, operator);
  await goTo(page, 'Share');
  await seen('share');
  await page.getByLabel('Numbers').fill('CSQU305438');
  await page.getByLabel('Recipients’ addresses').fill(mailbox);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await seen('share-again');
  const recipients = [mailbox, `lee@${'long.'.repeat(12)}example`];
  const { linkId } = await share(page, { number: MANY['the first'].slice(0, 5).join('\n'), recipients, note: NOTE });
  await seen('shared');

  await mint(MANY['the first'], { notify: false });
  const gone = await mint([SHIPMENT], { notify: false });
  await gone.revoke();
  await goTo(page, 'Links');
  await soon(page, (options) => expect(page.locator(`a[href="/ops/links/${gone.linkId}"]`)).toBeVisible(options));
  await seen('links');
  await page.goto('/ops/links?q=CSQU3054383&state=revoked');
  await seen('links-none');
  await goTo(page, 'Overview');
  await seen('overview');

  await page.goto(`/ops/links/${linkId}`);
  await soon(page, (options) => expect(page.getByRole('listitem').filter({ hasText: 'Minted' })).toBeVisible(options));
  await seen('link');
  await page.goto(`/ops/links/${gone.linkId}`);
  await expect(page.getByText('Reason:')).toBeVisible();
  await seen('link-revoked');
  await page.goto('/ops/links/AAAAAAAAAAAAAAAAAAAAAA');
  await expectPage(page, 'Not found');
  await seen('link-unlisted');
});

test('revoking more than one, keys, and the audit trail', async ({ page, service, operator, mint, seen }) => {
  const shared = await mint([SHIPMENT], { notify: false });
  await signIn(page, service, operator);
  await goTo(page, 'Links');
  await soon(page, (options) => expect(page.locator(`a[href="/ops/links/${shared.linkId}"]`)).toBeVisible(options));
  await goTo(page, 'Revoke');
  await page.getByLabel('A shipment', { exact: true }).check();
  await seen('revoke');
  await page.getByLabel('Which').fill(SHIPMENT);
  await page.getByLabel('Reason (optional)').fill('Sold on the way; the new owner shares it from now on.');
  await page.getByRole('button', { name: 'Show what it hits' }).click();
  await expectPage(page, 'Revoke this?');
  await seen('revoke-preview');
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await expectPage(page, 'Revoked');
  await seen('revoked');

  await goTo(page, 'API keys');
  await page.getByLabel('Label').fill('Transport management, Rotterdam');
  await page.getByRole('button', { name: 'Issue the key' }).click();
  await expectPage(page, 'A new API key');
  await seen('key');
  await page.getByRole('link', { name: 'I have copied it' }).click();
  await expectPage(page, 'API keys');
  await seen('keys');
  await page.getByRole('button', { name: 'Revoke Transport management, Rotterdam' }).click();
  await expectPage(page, 'Revoke this API key?');
  await seen('key-revoke');

  await goTo(page, 'Audit');
  await soon(page, (options) => expect(page.getByRole('row').filter({ hasText: 'Rotterdam' })).toBeVisible(options));
  await seen('audit');
});

test('sharing in bulk', async ({ page, service, operator, seen }) => {
  await signIn(page, service, operator);
  await goTo(page, 'In bulk');
  await seen('bulk');
  await page.getByLabel('The table').fill(await readFile(join(ROOT, 'tests/e2e/bad-rows.csv'), 'utf8'));
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expectPage(page, 'Check before sending');
  await seen('bulk-checked');
  await page.getByRole('button', { name: 'Send the 1 good row' }).click();
  await expect(page.locator('#told')).toHaveText(/^All rows sent/);
  await seen('bulk-sending');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the results' }).click();
  await download;
  // As without the script, which never sends the form itself.
  const loaded = page.waitForEvent('load');
  await page.locator('#send').evaluate((form) => form.submit());
  await loaded;
  await expectPage(page, 'Results');
  await seen('bulk-results');
});

/** Puts the pictures of one project, in one light, on one sheet. */
async function compose(browser, name) {
  await mkdir(join(OUT, 'sheet-ops'), { recursive: true });
  const [project, light] = name.split('-');
  const picture = async (of) => {
    const file = join(OUT, 'screenshots', `ops-${of}-${project}-${light}.png`);
    return `<figure><figcaption>${of}</figcaption><img src="data:image/png;base64,${await readFile(file, 'base64')}"></figure>`;
  };
  const html = `<!doctype html><meta charset="utf-8"><style>
    body { margin: 16px; font: 18px sans-serif; background: #888; display: grid; grid-template-columns: repeat(${project === 'phone' ? 8 : 4}, 1fr); gap: 16px; align-items: start; }
    figure { margin: 0; } img { display: block; inline-size: 100%; max-block-size: 1500px; object-fit: cover; object-position: top; }
  </style>${(await Promise.all(names.map(picture))).join('')}`;
  const context = await browser.newContext({ viewport: { width: 2600, height: 800 }, deviceScaleFactor: 1, isMobile: false });
  const sheet = await context.newPage();
  await sheet.setContent(html);
  await writeFile(join(OUT, 'sheet-ops', `${name}.png`), await sheet.screenshot({ fullPage: true }));
  await context.close();
}
