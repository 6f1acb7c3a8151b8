// Every letter, as the native tests have written it to tests/out/mail/ (letters_preview.rs): pictures of it beside it,
// on a phone and on a desk, light and dark; nothing for axe to find, nothing cut off, nothing fetched from anywhere.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from '@playwright/test';

import { axeFinds } from './axe.mjs';

const OUT = join(import.meta.dirname, '../out/mail');
/** As wide as what mail programs give a letter. */
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1024, height: 768 } };
/** The narrowest phone. */
const NARROW = { width: 320, height: 640 };
const LANGUAGES = ['en', 'de', 'ar', 'ja'];

// A trace of so many letters is large, and says nothing that the pictures do not.
test.use({ trace: 'off' });

/** The names of the letters; without `cargo test` before there are none, and that is an error. */
const letters = async () => JSON.parse(await readFile(join(OUT, 'all.json'), 'utf8'));

for (const language of LANGUAGES) {
  test(`letters: ${language}`, async ({ page }) => {
    const names = (await letters()).filter((name) => name.endsWith(`.${language}`));
    expect(names.length, 'letters').toBeGreaterThan(10);
    const fetched = [];
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) fetched.push(request.url());
    });
    for (const name of names) {
      await page.goto(pathToFileURL(join(OUT, `${name}.html`)).href);
      await page.setViewportSize(NARROW);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(beyond, `${name}: pixels to scroll sideways at ${NARROW.width}`).toBeLessThanOrEqual(0);
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: join(OUT, `${name}-${size}-${colorScheme}.png`), fullPage: true });
          if (size === 'phone') expect.soft(await axeFinds(page), `${name}, ${colorScheme}`).toEqual([]);
        }
      }
    }
    expect(fetched, 'requests beside the letter').toEqual([]);
  });
}

test('every letter is looked at', async () => {
  const missed = (await letters()).filter((name) => !LANGUAGES.some((language) => name.endsWith(`.${language}`)));
  expect(missed).toEqual([]);
});
