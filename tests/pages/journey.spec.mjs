// The journey of a link as its recipient lives it, from the mail to the end of the link.

import { SHIPMENT, expect, test } from './fixtures.mjs';
import { askForCode, enter, nextRefresh, openFromMail, typeCode, wrong } from './recipient.mjs';

const GATE = 'A shipment has been shared with you';
const LEFT = /\((10:00|9:\d\d) left\)/;

test('from the mail to the shipment, and out again', async ({ page, service, mailbox, mint }) => {
  const { linkId, shareUrl } = await mint([SHIPMENT], { note: 'Call me if it slips again.' });
  const clean = `${service.url}/s/${linkId}`;

  await openFromMail(page, service, mailbox);
  await expect(page).toHaveURL(clean);

  const code = await askForCode(page, service, mailbox);
  await expect(page.getByText(`If ${mailbox} is one of this link’s recipients`)).toBeVisible();
  await expect(page.getByText(LEFT)).toBeVisible();

  await typeCode(page, wrong(code));
  await expect(page.getByRole('alert')).toContainText('That is not the code from our newest email.');
  await expectNothingOfTheShipment(page);

  // Typed as people do, the code takes the form that the mail shows, once the script is at work: it counts the time left.
  await expect(page.getByText(LEFT)).toBeVisible();
  const field = page.getByLabel('Code', { exact: true });
  await field.pressSequentially(code.replace('-', '').toLowerCase());
  await expect(field).toHaveValue(code);
  await field.press('Enter');

  await expectTheShipment(page);
  await expect(page.getByText('Call me if it slips again.')).toBeVisible();
  await expect(page.getByText(/where you are/).first()).toBeVisible();
  await expect(page).toHaveURL(clean);
  expect(await page.evaluate(() => Object.keys(sessionStorage)), 'the typed address is forgotten').toEqual([]);

  await page.getByRole('button', { name: 'Sign out on this device' }).click();
  await expect(page.getByRole('heading', { name: GATE })).toBeVisible();
  await expectNothingOfTheShipment(page);

  const visited = await history(page);
  expect(visited).toContain(clean);
  const token = new URL(shareUrl).pathname.split('/').at(-1);
  for (const secret of [token, '/t/', '#to=', code, mailbox]) {
    expect(visited.filter((url) => url.includes(secret))).toEqual([]);
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('from the mail to the shipment, out again, and to the end of the link', async ({ page, service, mailbox, mint }) => {
    const link = await mint();
    await openFromMail(page, service, mailbox);
    const code = await askForCode(page, service, mailbox);

    await typeCode(page, wrong(code));
    await expect(page.getByRole('alert')).toContainText('That is not the code from our newest email.');
    await expectNothingOfTheShipment(page);
    await typeCode(page, code);
    await expectTheShipment(page);
    expect((await history(page)).filter((url) => url.includes('/t/'))).toEqual([]);

    await page.getByRole('button', { name: 'Sign out on this device' }).click();
    await expect(page.getByRole('heading', { name: GATE })).toBeVisible();
    await expectNothingOfTheShipment(page);

    await link.revoke();
    await expectWithdrawn(page, await page.goto(`/s/${link.linkId}`));
  });
});

test('another browser with the same link sees the gate alone', async ({ page, stranger, service, mailbox, mint }) => {
  const { linkId, shareUrl } = await mint();
  await enter(page, service, mailbox);
  await expectTheShipment(page);

  await stranger.goto(shareUrl);
  await expect(stranger).toHaveURL(`${service.url}/s/${linkId}`);
  await expect(stranger.getByRole('heading', { name: GATE })).toBeVisible();
  await expectNothingOfTheShipment(stranger);
  const facts = await stranger.request.get(`/s/${linkId}/tracking`);
  expect(facts.status()).toBe(401);
  expect(await facts.text()).not.toContain(SHIPMENT);
});

test('another browser cannot use the code', async ({ page, stranger, service, mailbox, mint }) => {
  const { linkId, shareUrl } = await mint();
  await openFromMail(page, service, mailbox);
  const code = await askForCode(page, service, mailbox);

  // It asks for a code of its own, and types the one that was overheard.
  await stranger.goto(`${shareUrl}#to=mallory@elsewhere.example`);
  await expect(stranger.getByLabel('Your email address')).toHaveValue('mallory@elsewhere.example');
  await stranger.getByRole('button', { name: 'Send me a code' }).click();
  await expect(stranger.getByRole('heading', { name: 'Check your email' })).toBeVisible();
  await typeCode(stranger, code);
  await expect(stranger.getByRole('alert')).toContainText('That is not the code');
  await stranger.goto(`/s/${linkId}`);
  await expectNothingOfTheShipment(stranger);

  await typeCode(page, code);
  await expectTheShipment(page);
});

test('an open page keeps itself fresh', async ({ page, service, mailbox, mint }) => {
  await page.clock.install();
  const { linkId } = await mint();
  await enter(page, service, mailbox);

  expect((await nextRefresh(page, linkId)).status()).toBe(200);
  await expectTheShipment(page);
  await expect(page.getByText(/where you are/).first()).toBeVisible();
  expect((await nextRefresh(page, linkId)).status(), 'nothing has changed').toBe(304);
  await expectTheShipment(page);
});

test('a revoked link blanks an open page, and ends with 410', async ({ page, service, mailbox, mint }) => {
  await page.clock.install();
  const link = await mint();
  await enter(page, service, mailbox);
  await expectTheShipment(page);

  await link.revoke();
  expect((await nextRefresh(page, link.linkId)).status()).toBe(410);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link has ended');
  await expect(page).toHaveTitle('This link has ended');
  await expectNothingOfTheShipment(page);

  const reply = page.waitForResponse((response) => response.url().endsWith(`/s/${link.linkId}`));
  await page.getByRole('link', { name: 'Open the link again' }).click();
  await expectWithdrawn(page, await reply);
  await expectWithdrawn(page, await page.reload());
});

/** The page behind the gate, whole. */
async function expectTheShipment(page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Container NRDU3027745');
  await expect(page).toHaveTitle(/^Arrives .* · NRDU3027745 · Acme Forwarding$/);
  // When, and how that came to be.
  await expect(page.getByRole('heading', { name: 'Arrives in Antwerp, Deurganckdok' })).toBeVisible();
  await expect(page.getByText('Delayed by 3 days: bad weather')).toBeVisible();
  await expect(page.getByRole('table', { name: 'How the date has moved' }).getByRole('row')).toHaveCount(4);
  // Where, on a map too.
  await expect(page.getByText('At sea, on SANTOS TERN')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Route: Santos, Antwerp, Deurganckdok' })).toBeVisible();
  // Every step, past and to come.
  const places = page.getByRole('main').getByRole('heading', { level: 3 });
  await expect(places).toHaveText(['Booking and documents', 'Santos BRSSZ', 'Antwerp, Deurganckdok BEANR K1742']);
  const events = page.getByRole('listitem').filter({ hasNot: page.getByRole('heading') });
  await expect(events).toHaveCount(9);
  await expect(events.filter({ hasText: 'Loaded on vessel' })).toContainText('SANTOS TERN, voyage 507N');
  await expect(events.filter({ hasText: 'Arrival of the vessel' })).toContainText('Westerly gale: waiting off Ushant');
  await expect(page.getByRole('rowheader', { name: 'SANTOS TERN IMO 9622071' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'About this data' })).toBeVisible();
}

/** Neither to be seen, nor in the source. */
async function expectNothingOfTheShipment(page) {
  const source = await page.content();
  for (const fact of [SHIPMENT, 'SANTOS TERN', 'Santos', 'Antwerp']) expect(source).not.toContain(fact);
}

async function expectWithdrawn(page, reply) {
  expect(reply.status()).toBe(410);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link has been withdrawn');
  await expectNothingOfTheShipment(page);
}

/** Every address that the tab remembers, the present one included. */
async function history(page) {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  return entries.map(({ url }) => url);
}
