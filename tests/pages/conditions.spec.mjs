// The gate and the tracking page in the conditions that are easily forgotten: axe finds nothing there either, and
// nothing scrolls sideways.

import { axeFinds } from './axe.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';
import { enter } from './recipient.mjs';

/** What each makes of a browser, given the viewport of the project. */
const CONDITIONS = {
  // Accept-Language follows the locale.
  'from right to left': () => ({ locale: 'ar' }),
  'on paper': () => ({}),
  // To a layout, zooming to 200 percent is a viewport half as wide and half as high, of pixels twice the size.
  'at 200 percent': ({ width, height }) => ({ viewport: { width: width / 2, height: height / 2 }, deviceScaleFactor: 2 }),
  'without JavaScript': () => ({}),
};

test('gate and page in all conditions', async ({ browser, page, service, mailbox, mint, faults, viewport }) => {
  const { linkId } = await mint();
  await enter(page, service, mailbox);
  const storageState = await page.context().storageState();
  const { shareUrl } = await mint([SHIPMENT], { notify: false });

  for (const [condition, browserOf] of Object.entries(CONDITIONS)) {
    const context = await browser.newContext({ storageState, ...browserOf(viewport) });
    faults.watch(context);
    const seen = await context.newPage();
    const session = await context.newCDPSession(seen);
    for (const [kind, url, landmark] of [
      ['gate', shareUrl, 'form[action$="/code"]'],
      ['tracking page', `/s/${linkId}`, 'form[action$="/leave"]'],
    ]) {
      const name = `${kind} ${condition}`;
      // Only while the page is read: axe is a script itself. What was not run then is not run later.
      await session.send('Emulation.setScriptExecutionDisabled', { value: condition === 'without JavaScript' });
      await seen.goto(url);
      await session.send('Emulation.setScriptExecutionDisabled', { value: false });
      expect(await seen.locator(landmark).count(), name).toBe(1);
      const direction = await seen.locator('html').getAttribute('dir');
      expect.soft(direction, name).toBe(condition === 'from right to left' ? 'rtl' : 'ltr');

      await seen.locator('details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
      // Dark pages as such are looks.spec's; here, where the style differs most.
      for (const colorScheme of condition === 'from right to left' ? ['light', 'dark'] : ['light']) {
        await seen.emulateMedia({ colorScheme, media: condition === 'on paper' ? 'print' : 'screen' });
        expect.soft(await axeFinds(seen), `${name}, ${colorScheme}`).toEqual([]);
      }
      const beyond = await seen.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(beyond, `${name}: pixels to scroll sideways`).toBeLessThanOrEqual(0);
    }
    await context.close();
  }
});
