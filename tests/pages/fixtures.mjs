// What page tests start from: the service of the end-to-end tests, one for each worker process.

import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';

import { ROOT, startService } from '../e2e/harness.mjs';

export { expect };

export const test = base.extend({
  /** The running service, as `startService` of the end-to-end harness gives it. */
  service: [
    // Playwright reads the fixture's needs from this pattern: it has none.
    async ({}, use) => {
      const service = await startService();
      await use(service);
      await service.close();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ service }, use) => use(service.url),

  /** Expects that axe finds nothing on the page as it stands. */
  axe: async ({ page }, use) => {
    await use(async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(' ')) }))).toEqual([]);
    });
  },

  /** Writes a screenshot of the whole page to tests/out/NAME-PROJECT.png, where a person can look. */
  shot: async ({ page }, use, info) => {
    await use((name) => page.screenshot({ path: join(ROOT, 'tests/out', `${name}-${info.project.name}.png`), fullPage: true }));
  },
});
