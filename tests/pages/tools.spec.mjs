// What a recipient takes from the page: its number, its link onto a phone, its date into a calendar.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { SHIPMENT, expect, test } from './fixtures.mjs';
import { enter } from './recipient.mjs';

const JSQR = createRequire(import.meta.url).resolve('jsqr');

test('the number is copied, and that is said', async ({ page, context, service, mailbox, mint }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await mint();
  await enter(page, service, mailbox);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await expect(page.locator('#live')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SHIPMENT);
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeVisible();
});

test('the page is printed', async ({ page, service, mailbox, mint }) => {
  await page.addInitScript(() => (window.print = () => (window.printed = true)));
  await mint();
  await enter(page, service, mailbox);
  await page.getByRole('button', { name: 'Print' }).click();
  expect(await page.evaluate(() => window.printed)).toBe(true);
});

test('without JavaScript nothing is offered that needs it', async ({ browser, page, service, mailbox, mint, faults }) => {
  const { linkId } = await mint();
  await enter(page, service, mailbox);
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ storageState, javaScriptEnabled: false });
  faults.watch(context);
  const plain = await context.newPage();
  await plain.goto(`/s/${linkId}`);
  await expect(plain.getByRole('link', { name: 'Add to your calendar' })).toBeVisible();
  await expect(plain.getByRole('button', { name: /^(Copy|Print)$/ })).toHaveCount(0);
  await context.close();
});

test('the QR code leads another device to the gate, and not past it', async ({ page, stranger, service, mailbox, mint }) => {
  const { linkId, shareUrl } = await mint();
  await enter(page, service, mailbox);
  const image = page.getByRole('img', { name: 'QR code of the link' });
  await expect(image).toBeHidden();
  await page.getByText('Open it on your phone').click();
  await expect(image).toBeVisible();

  const url = await decoded(page, image);
  expect(url).toBe(shareUrl);
  await stranger.goto(url);
  await expect(stranger).toHaveURL(`${service.url}/s/${linkId}`);
  await expect(stranger.getByRole('button', { name: 'Send me a code' })).toBeVisible();
  expect(await stranger.content()).not.toContain(SHIPMENT);
});

test('the date is taken into a calendar, once or as a feed', async ({ page, service, mailbox, mint }) => {
  const link = await mint();
  await enter(page, service, mailbox);
  const arrival = await page.locator('.arrival .big time').getAttribute('datetime');
  const start = `DTSTART:${new Date(arrival).toISOString().replace(/[-:]|\.\d+/g, '')}\r\n`;

  await page.getByRole('link', { name: 'Add to your calendar' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add to your calendar');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Save the date once/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('arrival.ics');
  expect(await readFile(await file.path(), 'utf8')).toContain(start);

  const feed = page.getByRole('textbox', { name: /^Subscribe/ });
  const address = new URL(await feed.inputValue());
  expect(address.host).toBe(service.host);
  // The same, in the scheme that opens a calendar.
  const subscribe = page.getByRole('link', { name: /^Subscribe/ });
  await expect(subscribe).toHaveAttribute('href', address.href.replace('https:', 'webcal:'));
  // No cookies: a calendar asks for itself.
  const reply = await service.fetch(address.pathname);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toMatch(/^text\/calendar/);
  const calendar = await reply.text();
  expect(calendar).toContain(start);
  expect(calendar, 'the arrival alone').not.toContain('SANTOS TERN');

  await page.getByRole('link', { name: 'Open the shipment' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Container ${SHIPMENT}`);
  await link.revoke();
  expect((await service.fetch(address.pathname)).status, 'it ends with the link').toBe(410);
});

/** What the picture of a QR code says. */
async function decoded(page, image) {
  // Evaluated from outside, which the page's policy has no say in; it leaves `jsQR` behind.
  await page.evaluate(await readFile(JSQR, 'utf8'));
  return image.evaluate(async (img) => {
    await img.decode();
    const canvas = document.createElement('canvas');
    // Whole pixels for each module of any code.
    canvas.width = canvas.height = 1024;
    const context = canvas.getContext('2d');
    context.drawImage(img, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data;
  });
}
