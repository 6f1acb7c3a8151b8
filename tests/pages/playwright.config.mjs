// The pages in a real browser, at a phone's and a desktop's width.

import { defineConfig } from '@playwright/test';

import { BROWSER_FLAGS, chromiumPath } from './chromium.mjs';

const OUT = '../out';

const files = (...names) => names.map((name) => `**/${name}.spec.mjs`);
/** What takes time or weight: on the phone, after all else, and alone. */
const MEASURES = files('budget', 'paint', 'lighthouse');
/** What sets its own sizes, or does not hang on the size: once is enough, on the phone. */
const ONCE = files('html', 'sheet', 'news', 'ask', 'language', 'tools', 'print', 'bulk', 'mail', 'ops-harm', 'ops-keyboard');
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: `${OUT}/playwright`,
  reporter: [['list']],
  forbidOnly: Boolean(process.env.CI),
  // Two cores: a browser mostly waits for the service it talks to, and news.spec for a minute.
  workers: 2,
  // For busy machines; on an idle one nothing takes a tenth of it.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: BROWSER_FLAGS },
    locale: 'en-GB',
    // Far from the demo's ports, and without a summer time that would change what the pages say.
    timezoneId: 'Asia/Kolkata',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'phone', testIgnore: MEASURES, use: PHONE },
    { name: 'desktop', testIgnore: [...MEASURES, ...ONCE], use: { viewport: { width: 1440, height: 900 } } },
    { name: 'measures', testMatch: MEASURES, workers: 1, dependencies: ['phone', 'desktop'], use: PHONE },
  ],
});
