// Contact sheets: the gate and every journey of the demo in four languages, light and dark, at three widths, for a
// person to look at: tests/out/sheet/. They fail by themselves only where a page does not answer as it should, or scrolls sideways.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../e2e/harness.mjs';
import journeys from '../origin/journeys.mjs';
import { expect, test } from './fixtures.mjs';
import { askForCode, openFromMail, typeCode } from './recipient.mjs';

const OUT = join(ROOT, 'tests/out/sheet');
/** One script each that is wide, dense, right-to-left and long-worded. */
const LANGUAGES = ['en', 'ko', 'ar', 'de'];
const SCHEMES = ['light', 'dark'];
const WIDTHS = [360, 768, 1440];
/** Delivered so long ago that a link to it has ended; all others open. */
const ENDED = 'SLKU6552089';
/** How much of a page is shown: all that matters at first sight. */
const HEIGHT = 1400;
/** How wide a picture is on its sheet. */
const SHOWN = { 360: 240, 768: 380, 1440: 620 };

test.use({ trace: 'off', screenshot: 'off' });

test('the gate and every journey, in every light, at every width', async ({ browser, page, service, mailbox, mint, faults }) => {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });

  const links = [];
  const share = async (container, about, status, withSession) => {
    // A mailbox each, so that no mail is taken for another's.
    const own = mailbox.replace('@', `+${links.length}@`);
    const { linkId } = await mint([container], { receiverIds: [own] });
    const link = { container, about, path: `/s/${linkId}`, status, open: withSession && status === 200 };
    links.push(link);
    await openFromMail(page, service, own);
    if (!withSession) return;
    // The gate's script has it from the link.
    await expect(page.getByLabel('Your email address')).toHaveValue(own);
    const code = await askForCode(page, service, own);
    const opened = page.waitForResponse((reply) => reply.url().endsWith(link.path) && reply.status() === status);
    await typeCode(page, code);
    await opened;
  };
  await share(journeys[0].container, 'The gate.', 200, false);
  for (const { container, about } of journeys) await share(container, about, container === ENDED ? 410 : 200, true);
  // Cookies are per link, so one jar opens them all.
  const storageState = await page.context().storageState();

  for (const language of LANGUAGES) {
    const context = await browser.newContext({
      storageState,
      locale: language,
      viewport: { width: WIDTHS[0], height: HEIGHT },
      deviceScaleFactor: 1,
      isMobile: false,
      reducedMotion: 'reduce',
    });
    faults.watch(context);
    const sheet = await context.newPage();
    const pictures = Object.fromEntries(SCHEMES.map((colorScheme) => [colorScheme, []]));
    for (const link of links) {
      const name = `${language}, ${link.container}`;
      // Asked for once: width and light are the style sheet's.
      const reply = await sheet.goto(link.path);
      expect.soft(reply.status(), name).toBe(link.status);
      const wayOut = await sheet.locator('form[action$="/leave"]').count();
      expect.soft(wayOut, `${name}: a way out, so not the gate`).toBe(link.open ? 1 : 0);
      for (const width of WIDTHS) {
        await sheet.setViewportSize({ width, height: HEIGHT });
        const beyond = await sheet.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(beyond, `${name}, ${width} px: pixels to scroll sideways`).toBeLessThanOrEqual(0);
        for (const colorScheme of SCHEMES) {
          await sheet.emulateMedia({ colorScheme });
          const jpeg = await sheet.screenshot({ type: 'jpeg', quality: 80 });
          pictures[colorScheme].push({ ...link, width, jpeg });
        }
      }
    }
    await context.close();
    for (const colorScheme of SCHEMES) await compose(browser, `${language}-${colorScheme}`, pictures[colorScheme]);
  }
});

/** Puts the pictures on one sheet: the widths of one link beside each other, two links in a row. */
async function compose(browser, name, pictures) {
  const picture = ({ width, jpeg }) => `<figure>
    <img width="${SHOWN[width]}" src="data:image/jpeg;base64,${jpeg.toString('base64')}">
    <figcaption>${width} px</figcaption>
  </figure>`;
  const sections = Object.values(Object.groupBy(pictures, ({ path }) => path)).map(
    (all) => `<section><h2>${all[0].container}</h2><p>${all[0].about}</p><div>${all.map(picture).join('')}</div></section>`,
  );
  const html = `<!doctype html><meta charset="utf-8"><style>
    body { margin: 24px; font: 18px sans-serif; background: #888; display: grid; grid-template-columns: auto auto; gap: 24px; }
    h1 { grid-column: 1 / -1; } h1, h2, p, figure { margin: 0; }
    div { display: flex; gap: 12px; } img { display: block; }
  </style><h1>${name}</h1>${sections.join('')}`;
  const context = await browser.newContext({ viewport: { width: 2620, height: 800 }, deviceScaleFactor: 1, isMobile: false });
  const sheet = await context.newPage();
  await sheet.setContent(html);
  await writeFile(join(OUT, `${name}.png`), await sheet.screenshot({ fullPage: true }));
  await context.close();
}
