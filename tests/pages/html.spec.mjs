// Every kind of page is valid HTML, as html-validate's recommended rules have it: read as the service sends it, before
// a browser has repaired anything.

import { HtmlValidate } from 'html-validate';

import { MANY, expect, test } from './fixtures.mjs';
import { askForCode, enter, openFromMail, typeCode } from './recipient.mjs';

/** Rules that are switched off, each with its reason: none so far. */
const EXCEPTIONS = {};

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'], rules: EXCEPTIONS });

test('the gate, the code, the page and the end of a link', async ({ page, service, mailbox, mint }) => {
  const link = await mint();
  const sent = sentTo(page);
  await openFromMail(page, service, mailbox);
  await expectValid('gate', sent());
  const code = await askForCode(page, service, mailbox);
  await expectValid('code', sent());
  await typeCode(page, code);
  await expect(page.getByRole('img', { name: /^Route/ })).toBeVisible();
  await expectValid('page', sent());
  await link.revoke();
  await page.reload();
  await expectValid('gone', sent());
});

for (const [name, containers] of Object.entries(MANY)) {
  test(`the page of many shipments: ${name}`, async ({ page, service, mailbox, mint }) => {
    await mint(containers);
    const sent = sentTo(page);
    await enter(page, service, mailbox);
    await expectValid(`page of many: ${name}`, sent());
  });
}

test('no such page, and the host itself', async ({ page }) => {
  await expectValid('not found', await page.goto('/t/v4.public.nothing'));
  await expectValid('home', await page.goto('/'));
});

/** The reply to the newest document that the page asked for, redirects followed. */
function sentTo(page) {
  let newest;
  page.on('response', (response) => {
    const moved = response.status() >= 300 && response.status() < 400;
    if (response.request().isNavigationRequest() && !moved) newest = response;
  });
  return () => newest;
}

async function expectValid(name, reply) {
  const { results } = await validator.validateString(await reply.text(), name);
  const found = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector, line, column }) => `${ruleId}: ${message} (${selector ?? `${line}:${column}`})`),
  );
  expect.soft([...new Set(found)], name).toEqual([]);
}
