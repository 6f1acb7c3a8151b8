// On paper: a journey with all that stands out fits on one A4 page, in languages short and long.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../e2e/harness.mjs';
import { expect, test } from './fixtures.mjs';
import { enter } from './recipient.mjs';

/** Slipped twice, rolled, held by customs: the longest pages of the demo. */
const CONTAINERS = ['NRDU3027745', 'SLKU9307167', 'NRDU4183059'];
const LANGUAGES = ['en', 'de', 'ar', 'ko'];

for (const container of CONTAINERS) {
  test(`${container} prints on one page`, async ({ page, browser, baseURL, service, mailbox, mint }) => {
    const { linkId } = await mint([container], { note: 'Your spare parts for the March overhaul.' });
    await enter(page, service, mailbox);
    const storageState = await page.context().storageState();
    for (const locale of LANGUAGES) {
      const context = await browser.newContext({ baseURL, locale, storageState });
      const reader = await context.newPage();
      await reader.goto(`/s/${linkId}`);
      const paper = await reader.pdf({ preferCSSPageSize: true });
      await writeFile(join(ROOT, `tests/out/print-${container}-${locale}.pdf`), paper);
      expect.soft(pages(paper), `${container} in ${locale}`).toBe(1);
      await context.close();
    }
  });
}

/** How many pages a PDF of Chromium's has: each is an object of its own, in the clear. */
function pages(pdf) {
  return pdf.toString('latin1').match(/\/Type \/Page\b/g).length;
}
