// What a recipient does, in a browser and in a mail program.

import { expect } from '@playwright/test';

/** The recipient's web mail: another site than ours, so that the click comes from there. It is answered here. */
export const INBOX = 'https://mail.example/';

/** The newest mail to `mailbox` whose subject matches, once it is there. */
export async function newestMail(service, mailbox, subject) {
  const find = async () =>
    (await service.mails()).findLast((mail) => mail.subject.match(subject) && String(mail.to).includes(mailbox));
  await expect.poll(find, `a mail to ${mailbox} about ${subject}`).toBeTruthy();
  return find();
}

/** Opens the mail that shares a shipment, and clicks its button: the gate, with the address in its field. */
export async function openFromMail(page, service, mailbox) {
  const mail = await newestMail(service, mailbox, /has shared/);
  await page.route(INBOX, (route) => route.fulfill({ contentType: 'text/html', body: mail.html }));
  await page.goto(INBOX);
  await page.getByRole('link', { name: 'See where it is' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A shipment has been shared with you');
  const field = page.getByLabel('Your email address');
  // The gate's script fills it in: typed at the same time, it would be there twice. Without scripts it is typed.
  const scripted = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  await (scripted ? expect(field).toHaveValue(mailbox) : field.fill(mailbox));
}

/** Asks for a code as the gate's form stands, and reads it in the mail. */
export async function askForCode(page, service, mailbox) {
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  const mail = await newestMail(service, mailbox, /is your code for/);
  const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail.subject);
  expect(mail.text).toContain(code);
  return code;
}

/** Types a code and sends it. */
export async function typeCode(page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Open the shipment' }).click();
}

/** From the mail to the page behind the gate. */
export async function enter(page, service, mailbox) {
  await openFromMail(page, service, mailbox);
  await typeCode(page, await askForCode(page, service, mailbox));
  await expect(page.getByRole('button', { name: 'Sign out on this device' })).toBeVisible();
}

/** Waits until the page's script is at work: it shows the buttons that need it. */
export async function equipped(page) {
  await expect(page.getByRole('button', { name: 'Print' })).toBeVisible();
}

/** Lets the minute pass after which an open page refreshes, on its own clock; what the refresh was answered. */
export async function nextRefresh(page, linkId) {
  await equipped(page);
  const reply = page.waitForResponse((response) => response.url().endsWith(`/s/${linkId}/tracking`));
  await page.clock.runFor('01:01');
  return reply;
}

/** A code that is none, though it looks like one. */
export function wrong(code) {
  return code.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
}
