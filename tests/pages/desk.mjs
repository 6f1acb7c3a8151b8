// What an operator does at the dashboard, in a browser.

import { expect } from '@playwright/test';

import { newestMail } from './recipient.mjs';

/** Waits until a page of the dashboard with this heading is there, and its script at work. */
export async function expectPage(page, heading) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  await page.waitForLoadState();
}

/** The code that was mailed to an operator. */
export async function mailedCode(service, operator) {
  const { subject } = await newestMail(service, operator, /is your code for the .* dashboard/);
  return /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(subject)[0];
}

/** Asks for a code as the way in stands, and reads it in the mail. */
export async function askForCode(page, service, operator) {
  await page.goto('/ops');
  await page.getByLabel('Your email address').fill(operator);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expectPage(page, 'Check your mail');
  return mailedCode(service, operator);
}

/** From the way in to the overview. */
export async function signIn(page, service, operator) {
  const code = await askForCode(page, service, operator);
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectPage(page, 'The last seven days');
}

/** Goes to a place of the navigation, and waits until its script is at work. */
export async function goTo(page, place) {
  const link = page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name: place, exact: true });
  const { href } = new URL(await link.getAttribute('href'), page.url());
  await link.click();
  await page.waitForURL(href);
}

/** Fills in the form that shares one link, and sends it: `{shareUrl, linkId}`. */
export async function share(page, { number, recipients, note = '', notify = true }) {
  await goTo(page, 'Share');
  await page.getByLabel('Numbers').fill(number);
  await page.getByLabel('Recipients’ addresses').fill(recipients.join('\n'));
  await page.getByLabel('Message (optional)').fill(note);
  await page.getByLabel('Mail the link to the recipients').setChecked(notify);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expectPage(page, 'Shared');
  const shareUrl = await page.getByLabel('The link to pass on').inputValue();
  const path = await page.getByRole('link', { name: 'See this link' }).getAttribute('href');
  return { shareUrl, linkId: path.split('/').at(-1) };
}

/** Loads the page again and again until what is expected of it holds: lists and the audit trail lag by seconds. */
export async function soon(page, expectation) {
  await expect(async () => {
    await page.reload();
    await expectation({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
}

/** Every link that the registry has, by id. */
export async function linksOf(service) {
  const ids = new Set();
  let cursor;
  do {
    const page = await service.kv.REGISTRY.list({ prefix: 'link:', cursor });
    for (const { name } of page.keys) ids.add(name.slice('link:'.length));
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor);
  return ids;
}
