// What page tests start from: the service of the end-to-end tests, one for each worker process, and a link of its own
// for each test.

import { join } from 'node:path';

import { expect, test as base } from '@playwright/test';

import { ROOT, startService } from '../e2e/harness.mjs';
import journeys from '../origin/journeys.mjs';
import { axeFinds } from './axe.mjs';
import { INBOX } from './recipient.mjs';

export { expect };

/** A journey of the demo origin on which there is most to see: its arrival has slipped twice. */
export const SHIPMENT = 'NRDU3027745';

const containers = journeys.map(({ container }) => container);
/** The origin does not know it. */
const UNKNOWN = 'SLKU0000010';

/** Links that hold every journey between them, and a shipment that is not known yet; one link has room for ten. */
export const MANY = {
  'the first': containers.slice(0, 6),
  'the others': [...containers.slice(6), UNKNOWN],
};

/** Visitors so far; each has a mailbox and a network of its own, so that no test meets another's rate limit. */
let visitors = 0;

export const test = base.extend({
  /** Variables of the service's in place of the usual: each choice of them starts a service of its own. */
  vars: [{}, { scope: 'worker', option: true }],

  /** The running service, as `startService` of the end-to-end harness gives it, and an `apiKey` for its share API. */
  service: [
    async ({ vars }, use) => {
      const service = await startService(undefined, { vars: { OPS_ADDRESSES: '@desk.example', ...vars } });
      await use({ ...service, apiKey: await service.apiKey() });
      await service.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: async ({ service }, use) => use(service.url),

  /**
   * What Cloudflare's edge says of where the browser is; here every test is somewhere else.
   * (Playwright reads a fixture's needs from its pattern: this one has none.)
   */
  extraHTTPHeaders: async ({}, use) => {
    visitors += 1;
    await use({ 'cf-connecting-ip': `192.0.2.${visitors}` });
  },

  /** Whose link it is. */
  mailbox: async ({ extraHTTPHeaders: _ }, use) => use(`kim.lee@customer${visitors}.example`),

  /** Who may sign in to the dashboard: in each test somebody else. */
  operator: async ({ extraHTTPHeaders: _ }, use) => use(`kim.lee${visitors}@desk.example`),

  /** Mints a link for the test's mailbox and mails it: `{linkId, shareUrl, revoke()}`. */
  mint: async ({ service, mailbox }, use) => {
    const authorization = `Bearer ${service.apiKey}`;
    await use(async (containers = [SHIPMENT], options = {}) => {
      const targets = containers.map((container) => ({ targetType: 'CONTAINER', targetIds: [container] }));
      const reply = await service.fetch('/share/links', {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ targets, receiverIds: [mailbox], notify: true, ...options }),
      });
      expect(reply.status, await reply.clone().text()).toBe(201);
      const { linkId, shareUrl } = (await reply.json()).response;
      const revoke = async () => {
        const reply = await service.fetch(`/share/links/${linkId}`, { method: 'DELETE', headers: { authorization } });
        expect(reply.status).toBe(204);
      };
      return { linkId, shareUrl, revoke };
    });
  },

  /** What went wrong behind the page: it fails every test, used or not. */
  faults: [
    async ({ service }, use) => {
      const faults = [];
      await use({
        watch: (context) => {
          context.on('request', (request) => {
            const { host, protocol } = new URL(request.url());
            const ours = host === service.host || protocol === 'data:' || request.url() === INBOX;
            if (!ours) faults.push(`request to another host: ${request.url()}`);
          });
          context.on('response', (response) => {
            // Pages and the refresh of one may well be refused; the tests say where.
            const refusable = ['document', 'fetch'].includes(response.request().resourceType());
            if (response.status() >= 400 && !refusable) faults.push(`${response.status()} ${response.url()}`);
          });
          context.on('console', (message) => {
            // The browser's own line about such a refusal, or about having no network.
            if (/^Failed to load resource: (the server responded|net::ERR_INTERNET_DISC)/.test(message.text())) return;
            // And the one about a field of days or numbers that came back with other text, which only a test can type.
            if (/^The specified value .* (does not conform to the required format|cannot be parsed)/.test(message.text())) return;
            if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
          });
          context.on('weberror', (error) => faults.push(`script: ${error.error()}`));
        },
      });
      expect(faults, 'requests elsewhere, and errors on the console').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, faults }, use) => {
    faults.watch(context);
    await use(context);
  },

  /** A page in a browser that shares nothing with the first. */
  stranger: async ({ browser, faults }, use) => {
    const context = await browser.newContext();
    faults.watch(context);
    await use(await context.newPage());
    await context.close();
  },

  /**
   * Looks at the page as it stands, light and dark: leaves a picture of all of it in tests/out/screenshots/, where a
   * person can look, then expects that nothing is cut off and that axe finds nothing, all details opened.
   */
  look: async ({ page }, use, info) => {
    await use(async (name) => {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        const file = `${name}-${info.project.name}-${colorScheme}.png`;
        await page.screenshot({ path: join(ROOT, 'tests/out/screenshots', file), fullPage: true });
      }
      await page.locator('details').evaluateAll((all) => all.forEach((details) => (details.open = true)));
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(beyond, `${name}: pixels to scroll sideways`).toBeLessThanOrEqual(0);
      for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await axeFinds(page), `${name}, ${colorScheme}`).toEqual([]);
      }
    });
  },
});
