// The dashboard without a mouse.

import { expectPage, mailedCode, signIn } from './desk.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';

/** Presses Tab until what is looked for has the focus, and says by how many; fails where it cannot be reached. */
async function tabTo(page, target) {
  for (let presses = 1; presses <= 40; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return presses;
  }
  throw new Error(`not to be reached by Tab: ${target}`);
}

test('signing in and sharing one, with Tab, Enter and letters alone', async ({ page, service, mailbox, operator }) => {
  await page.goto('/ops');
  await tabTo(page, page.getByLabel('Your email address'));
  await page.keyboard.type(operator);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Check your mail');
  const code = await mailedCode(service, operator);
  await expect(page.getByLabel('Code', { exact: true }), 'ready to be typed').toBeFocused();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expectPage(page, 'The last seven days');

  // The first thing on every page leads past the navigation.
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  expect(await tabTo(page, skip)).toBe(1);
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('searchbox'));
  expect(await page.evaluate(() => document.activeElement.closest('main') !== null), 'past the navigation').toBe(true);

  await page.reload();
  await tabTo(page, page.getByRole('link', { name: 'Share', exact: true }));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Share a shipment');
  await tabTo(page, page.getByLabel('Numbers'));
  await page.keyboard.type(SHIPMENT);
  await tabTo(page, page.getByLabel('Recipients’ addresses'));
  await page.keyboard.type(mailbox);
  await tabTo(page, page.getByRole('button', { name: 'Share', exact: true }));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Shared');
  await tabTo(page, page.getByRole('button', { name: 'Sign out' }));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Sign in to share shipments');
});

test('whatever has the focus shows it', async ({ page, service, operator }) => {
  await signIn(page, service, operator);
  for (const path of ['/ops', '/ops/links', '/ops/share', '/ops/bulk', '/ops/revoke', '/ops/keys', '/ops/audit']) {
    await page.goto(path);
    const hidden = new Set();
    let first;
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const { activeElement } = document;
        if (activeElement === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
        const name = `${activeElement.localName}${activeElement.id && `#${activeElement.id}`} ${activeElement.textContent.slice(0, 20)}`;
        return { name, shown: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
      });
      if (!at || at.name === first) break;
      first ??= at.name;
      if (!at.shown) hidden.add(at.name);
    }
    expect.soft([...hidden], path).toEqual([]);
  }
});
