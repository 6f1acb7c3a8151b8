// Sharing a spreadsheet: what is wrong with it, how far it is, what became of it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../e2e/harness.mjs';
import { expectPage, goTo, linksOf, signIn } from './desk.mjs';
import { expect, test } from './fixtures.mjs';

const BAD_ROWS = join(ROOT, 'tests/e2e/bad-rows.csv');
/** As many as a table may have. */
const MANY = 500;

/** What is wrong with each bad row, read where the native test has it: `{field, start}`. */
async function reasons() {
  const source = await readFile(join(ROOT, 'src/share/rows/tests/refused.rs'), 'utf8');
  const list = source.slice(source.indexOf('const REASONS'), source.indexOf('];', source.indexOf('const REASONS')));
  return [...list.matchAll(/\(\s*(?:None|Some\("(\w+)"\)),\s*"([^"]+)",?\s*\)/g)].map(([, field, start]) => ({ field, start }));
}

/** A good table whose numbers nobody else has. */
function table(name) {
  const row = (_, index) => `${name}${String(index).padStart(4, '0')},jane@customer.example,no`;
  return ['booking,email,notify', ...Array.from({ length: MANY }, row)].join('\n');
}

/** Reads CSV whose cells may all be quoted. */
function cells(csv) {
  const lines = csv.replace(/^\ufeff/, '').trimEnd().split('\r\n');
  return lines.map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
}

async function check(page, text) {
  await goTo(page, 'In bulk');
  await page.getByLabel('The table').fill(text);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expectPage(page, 'Check before sending');
}

async function saved(page, button) {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('results.csv');
  return cells(await readFile(await file.path(), 'utf8'));
}

test('every kind of bad row is told apart, by its column, and nothing is sent', async ({ page, service, operator }) => {
  await signIn(page, service, operator);
  const before = await linksOf(service);
  const text = await readFile(BAD_ROWS, 'utf8');
  const expected = await reasons();
  expect(expected.length).toBeGreaterThan(20);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const way of ['pasted', 'as a file', 'dropped']) {
    await goTo(page, 'In bulk');
    const field = page.getByLabel('The table');
    if (way === 'pasted') {
      await page.evaluate((text) => navigator.clipboard.writeText(text), text);
      await field.press('ControlOrMeta+V');
    } else if (way === 'as a file') {
      await page.getByLabel('Or choose a CSV file').setInputFiles(BAD_ROWS);
    } else {
      const dataTransfer = await page.evaluateHandle((text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], 'rows.csv', { type: 'text/csv' }));
        return data;
      }, text);
      await field.dispatchEvent('drop', { dataTransfer });
    }
    await expect(field, way).toHaveValue(text);
    await page.getByRole('button', { name: 'Check the rows' }).click();
    await expectPage(page, 'Check before sending');

    const outcomes = await page.locator('table.rows tbody .outcome').allInnerTexts();
    expect(outcomes.length).toBe(expected.length + 1);
    expect(outcomes[0]).toBe('Ready');
    for (const [index, { field, start }] of expected.entries()) {
      const told = field ? `${field}: ${start}` : start;
      expect.soft(outcomes[index + 1].slice(0, told.length), `${way}, row ${index + 2}`).toBe(told);
    }
    await expect(page.getByRole('alert')).toContainText('Some rows cannot be sent yet.');
    await expect(page.getByRole('button', { name: 'Send the 1 good row', exact: true })).toBeVisible();
  }
  expect(await linksOf(service)).toEqual(before);
});

test('a file that is no table says so, and a table that cannot be read comes back', async ({ page, service, operator }) => {
  await signIn(page, service, operator);
  await goTo(page, 'In bulk');
  const chosen = page.getByLabel('Or choose a CSV file');
  await chosen.setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from([0x63, 0xfc, 0x0a]) });
  await expect(page.getByRole('status')).toContainText('not text in UTF-8');
  await chosen.setInputFiles({ name: 'b.csv', mimeType: 'text/csv', buffer: Buffer.alloc(2 * 1024 * 1024 + 1, 'a') });
  await expect(page.getByRole('status')).toContainText('larger than 2 MiB');
  await chosen.setInputFiles({ name: 'c.csv', mimeType: 'text/csv', buffer: Buffer.from('container,colour\nCSQU3054383,red') });
  await page.getByRole('button', { name: 'Check the rows' }).click();
  const field = page.getByLabel('The table');
  await expect(field).toHaveAccessibleDescription(/colour/);
  await expect(field).toHaveValue('container,colour\nCSQU3054383,red');
});

test('five hundred rows, with the connection lost half way', async ({ page, service, operator }, info) => {
  await signIn(page, service, operator);
  const before = await linksOf(service);
  await check(page, table('WIRE'));
  await page.evaluate(() => {
    window.seen = [];
    const note = () => window.seen.push([document.querySelector('#told').textContent, document.querySelector('#progress').value]);
    new MutationObserver(note).observe(document.querySelector('#told'), { childList: true, characterData: true, subtree: true });
  });

  // Some bits arrive and are done, and then their replies are lost; after that nothing gets through.
  let bits = 0;
  await page.route('/ops/bulk/rows', async (route) => {
    bits += 1;
    if (bits <= 12) return route.continue();
    if (bits === 13) await route.fetch();
    return route.abort('internetdisconnected');
  });
  const started = performance.now();
  await page.getByRole('button', { name: `Send the ${MANY} good rows` }).click();
  const told = page.getByRole('status').and(page.locator('#told'));
  await expect(told).toHaveText(`The service does not answer. 240 of ${MANY} rows sent: 240 created, 0 known from before, 0 failed.`, { timeout: 90_000 });
  const goOn = page.getByRole('button', { name: 'Go on' });
  await expect(goOn).toBeFocused();
  await expect(page.getByRole('progressbar', { name: 'Rows sent' })).toHaveJSProperty('value', 240);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();

  await page.unroute('/ops/bulk/rows');
  await goOn.click();
  await expect(told).toHaveText('All rows sent: 480 created, 20 known from before, 0 failed.', { timeout: 90_000 });
  info.annotations.push({ type: 'time', description: `${MANY} rows: ${Math.round(performance.now() - started)} ms, the lost connection and its pauses included` });

  const seen = await page.evaluate(() => window.seen);
  const steps = seen.filter(([text]) => new RegExp(`^\\d+ of ${MANY} rows sent\\.$`).test(text));
  expect(steps.length, 'said after every bit').toBeGreaterThanOrEqual(MANY / 20);
  expect(steps.map(([text]) => parseInt(text, 10)), 'never backwards').toEqual(steps.map(([, value]) => value).toSorted((a, b) => a - b));
  await expect(page.locator('table.rows tbody .outcome a')).toHaveCount(MANY);

  // No number begins as a formula does; one that did would be text.
  await page.locator('table.rows tbody tr').first().evaluate((row) => (row.dataset.shipments = '=HYPERLINK("http://evil.example")'));
  const [names, ...rows] = await saved(page, 'Download the results');
  expect(names).toEqual(['row', 'shipments', 'outcome', 'link', 'problem']);
  expect(rows[0][1]).toBe('\'=HYPERLINK("http://evil.example")');
  expect(rows.slice(1).map(([row, number]) => [row, number])).toEqual(
    Array.from({ length: MANY - 1 }, (_, index) => [String(index + 2), `WIRE${String(index + 1).padStart(4, '0')}`]),
  );
  expect(new Set(rows.map(([, , , url]) => url)).size, 'a link each').toBe(MANY);
  expect((await linksOf(service)).size - before.size, 'none twice, none lost').toBe(MANY);
});

test('somebody stops, and goes on after signing in again', async ({ page, service, operator }) => {
  await signIn(page, service, operator);
  const rows = Array.from({ length: 45 }, (_, index) => `STOP${index + 100},jane@customer.example,no`);
  await check(page, ['booking,email,notify', ...rows].join('\n'));
  let release;
  const held = new Promise((done) => (release = done));
  await page.route('/ops/bulk/rows', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Send the 45 good rows' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('#told')).toHaveText('Stopping after the rows that are on their way …');
  release();
  await expect(page.locator('#told')).toHaveText(/^Stopped\. 20 of 45 rows sent: 20 created/);

  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('#told')).toContainText('You have been signed out.');
  await page.context().addCookies(cookies);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('#told')).toHaveText('All rows sent: 45 created, 0 known from before, 0 failed.');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('five hundred rows in one go', async ({ page, service, operator }, info) => {
    await signIn(page, service, operator);
    const before = await linksOf(service);
    await check(page, `${table('SLOW')}\nno such row`.replace(/\nSLOW0499[^\n]*/, ''));
    await expect(page.getByLabel('Or choose a CSV file')).toBeHidden();
    const started = performance.now();
    await page.getByRole('button', { name: `Send the ${MANY - 1} good rows` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Results', { timeout: 120_000 });
    info.annotations.push({ type: 'time', description: `${MANY - 1} rows in one form: ${Math.round(performance.now() - started)} ms` });
    await expect(page.getByRole('alert')).toHaveText(`${MANY - 1} links created, 0 known from before, 1 failed.`);
    expect((await linksOf(service)).size - before.size).toBe(MANY - 1);

    // What is carried to the file could have been meddled with: formulas are text all the same.
    const carried = page.locator('textarea[name="results"]');
    await carried.evaluate((field) => {
      const rows = JSON.parse(field.value);
      Object.assign(rows[0], { linkId: null, shareUrl: null, field: null, detail: '=1+1' });
      field.value = JSON.stringify(rows);
    });
    const [names, ...rows] = await saved(page, 'Download as CSV');
    expect(names).toEqual(['row', 'shipments', 'outcome', 'link', 'problem']);
    expect(rows.length).toBe(MANY);
    expect(rows[0][4]).toBe("'=1+1");
    expect(new Set(rows.slice(1, -1).map(([, , , url]) => url)).size).toBe(MANY - 2);
    expect(rows.at(-1).slice(2)).toEqual(['failed', '', expect.stringContaining('expected 3 cells')]);
  });
});
