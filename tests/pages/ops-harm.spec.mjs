// What others may try with an operator's browser, and what anybody may type.

import { expectPage, goTo, share, signIn, soon } from './desk.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';
import { enter } from './recipient.mjs';

const HOSTILE = '"><img src=x onerror=alert(1)>';
/** Another site, and another server on the very host, to which the browser would send the cookies. */
const ELSEWHERE = ['http://evil.example', 'http://localhost:9'];

/** A browser that is signed in as `page` is, in which requests elsewhere are no fault. */
async function sameBrowser(browser, page) {
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  return { context, other: await context.newPage() };
}

test('a page elsewhere can neither post the forms nor frame the pages', async ({ browser, page, service, mailbox, operator }) => {
  await signIn(page, service, operator);
  const { linkId, shareUrl } = await share(page, { number: SHIPMENT, recipients: [mailbox], notify: false });
  const { context, other } = await sameBrowser(browser, page);
  await other.goto(`${service.url}/ops`);
  await expectPage(other, 'The last seven days');

  for (const origin of ELSEWHERE) {
    const form = `<form method="post" action="${service.url}/ops/revoke">
      <input name="step" value="confirm"><input name="scope" value="link"><input name="value" value="${linkId}"><button>Win a prize</button>
    </form>`;
    await other.route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: form }));
    await other.goto(`${origin}/`);
    const reply = other.waitForResponse(`${service.url}/ops/revoke`);
    await other.getByRole('button').click();
    expect((await reply).status(), origin).toBe(403);
    expect((await service.fetch(shareUrl)).status, 'it still opens').toBe(303);

    await other.route(`${origin}/frame`, (route) => route.fulfill({ contentType: 'text/html', body: `<iframe src="${service.url}/ops"></iframe>` }));
    await other.goto(`${origin}/frame`);
    await expect.poll(() => other.frames().at(-1).url(), origin).toMatch(/^chrome-error:/);
  }
  await context.close();
});

test('a recipient’s session opens nothing here', async ({ page, service, mailbox, mint }) => {
  await mint();
  await enter(page, service, mailbox);
  const [session] = (await page.context().cookies()).filter(({ name }) => name.includes('session'));
  await expectShut(page);
  // Nor does it under the name that the dashboard asks for.
  await page.context().addCookies([{ ...session, name: '__Secure-ops', path: '/ops' }]);
  await expectShut(page);
});

async function expectShut(page) {
  for (const path of ['', '/links', '/share', '/bulk', '/revoke', '/keys', '/audit', '/audit.ndjson']) {
    await page.goto(`/ops${path}`);
    await expectPage(page, 'Sign in to share shipments');
  }
  const origin = new URL(page.url()).origin;
  for (const path of ['/share', '/bulk', '/revoke', '/keys']) {
    const reply = await page.request.post(`/ops${path}`, { form: {}, headers: { origin } });
    expect(reply.status(), path).toBe(401);
  }
}

test('markup that is typed is text, in every field of every form', async ({ page, service, mailbox, operator }) => {
  const dialogs = [];
  page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const expectText = async (where) => {
    expect(await page.locator('img[src="x"]').count(), where).toBe(0);
    expect(dialogs, where).toEqual([]);
  };

  await page.goto('/ops');
  await fillAll(page, 0);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Your email address')).toHaveAttribute('value', HOSTILE);
  await expectText('door');
  await signIn(page, service, operator);
  const { linkId } = await share(page, { number: SHIPMENT, recipients: [mailbox, mailbox.replace('@', '+2@')], note: HOSTILE, notify: false });
  for (const path of ['', '/links', '/share', '/bulk', '/revoke', '/keys', `/links/${linkId}`]) {
    await page.goto(`/ops${path}`);
    const forms = await page.locator('main form').count();
    expect(forms, path).toBeGreaterThan(0);
    for (let index = 0; index < forms; index += 1) {
      await page.goto(`/ops${path}`);
      await fillAll(page, index);
      await expectText(`${path}, form ${index}`);
    }
  }

  // Where it is taken, it is shown as it was typed.
  await page.goto(`/ops/links?q=${encodeURIComponent(HOSTILE)}&by=${encodeURIComponent(HOSTILE)}`);
  await expect(page.getByRole('searchbox')).toHaveValue(HOSTILE);
  await page.goto(`/ops/links/${linkId}`);
  await expect(page.getByRole('definition').filter({ hasText: HOSTILE })).toBeVisible();
  await page.getByLabel('Reason to revoke (optional)').fill(HOSTILE);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await expectPage(page, 'Revoke this?');
  await expect(page.getByRole('definition').filter({ hasText: HOSTILE })).toBeVisible();
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await expectPage(page, 'Revoked');
  await page.goto(`/ops/links/${linkId}`);
  await expect(page.getByText(`Reason: ${HOSTILE}`)).toBeVisible();
  await expectText('link');

  await goTo(page, 'API keys');
  await page.getByLabel('Label').fill(HOSTILE);
  await page.getByRole('button', { name: 'Issue the key' }).click();
  await expect(page.getByText(`For ${HOSTILE}`)).toBeVisible();
  await goTo(page, 'API keys');
  await expect(page.getByRole('row').filter({ hasText: HOSTILE }).first()).toBeVisible();
  await expectText('keys');

  const quoted = `"${HOSTILE.replaceAll('"', '""')}"`;
  await goTo(page, 'In bulk');
  await page.getByLabel('The table').fill(`container,email,note\n${SHIPMENT},jane@customer.example,${quoted}\n${quoted},${quoted},${quoted}`);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.getByRole('cell', { name: HOSTILE })).toBeVisible();
  await page.waitForLoadState();
  await page.getByRole('button', { name: 'Send the 1 good row' }).click();
  await expect(page.locator('#told')).toHaveText('All rows sent: 1 created, 0 known from before, 0 failed.');
  await expectText('bulk');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the results' }).click();
  await download;

  await goTo(page, 'Audit');
  await soon(page, (options) => expect(page.getByRole('row').filter({ hasText: HOSTILE }).first()).toBeVisible(options));
  await expectText('audit');
});

/** Types it into every field of a form, past what the browser itself would refuse, and sends the form. */
async function fillAll(page, index) {
  const loaded = page.waitForEvent('load');
  await page
    .locator('main form')
    .nth(index)
    .evaluate((form, text) => {
      for (const field of form.elements) {
        if (field.type === 'hidden' && field.name !== 'value') continue;
        if (field.localName === 'select') field.add(new Option(text, text, true, true));
        else if (['checkbox', 'radio'].includes(field.type)) continue;
        else if (field.localName === 'input') Object.assign(field, { type: 'text', value: text });
        else if (field.localName === 'textarea') field.value = text;
      }
      form.submit();
    }, HOSTILE);
  await loaded;
}
