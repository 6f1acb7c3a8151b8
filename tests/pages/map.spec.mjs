// The map, moved and magnified as readers do.

import { expect, test } from './fixtures.mjs';
import { enter } from './recipient.mjs';

/** What the drawing shows: its view in its own units, the zoom of web maps, and the size of what keeps its size. */
const drawing = (page) =>
  page.locator('.chart > svg').evaluate((svg) => {
    const [x, y, w, h] = svg.getAttribute('viewBox').split(' ').map(Number);
    const across = Number(svg.dataset.view.split(' ')[2]);
    const size = (selector) => {
      const { width, height } = svg.querySelector(selector).getBoundingClientRect();
      return [width, height].map(Math.round);
    };
    const zoom = Math.log2((across * svg.getBoundingClientRect().width) / w / 256);
    // The script computes them anew each time.
    const [left, top, wide, high, level] = [x, y, w, h, zoom].map((number) => Math.round(number * 1e6) / 1e6);
    return { x: left, y: top, w: wide, h: high, zoom: level, name: size('.names text'), vessel: size('.vessel .ship') };
  });

const width = async (page) => (await drawing(page)).w;

/** Every tile asked for so far. */
function tiles(page) {
  const asked = [];
  page.on('request', (request) => request.url().includes('/tiles/') && asked.push(new URL(request.url()).pathname));
  return asked;
}

/** Acts, and waits until the view rests at another width. */
async function magnify(page, act) {
  const before = await width(page);
  await act();
  let last = before;
  await expect(async () => {
    const now = await width(page);
    const resting = now === last && now !== before;
    last = now;
    expect(resting).toBe(true);
  }).toPass({ intervals: [150] });
}

test.beforeEach(async ({ page, service, mailbox, mint, javaScriptEnabled }) => {
  await mint();
  await enter(page, service, mailbox);
  if (javaScriptEnabled !== false) await expect(page.getByRole('button', { name: 'Zoom in' })).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('it is a picture, and nothing promises more', async ({ page }) => {
    await expect(page.getByRole('img', { name: /^Route/ })).toBeVisible();
    await expect(page.getByText(/Vessel’s position, (reported|estimated)/)).toBeVisible();
    await expect(page.getByRole('button', { name: /[Zz]oom|whole/ })).toHaveCount(0);
    await expect(page.getByRole('application')).toHaveCount(0);
  });
});

test('buttons magnify it, in steps, down to zoom 8, and show the whole journey again', async ({ page }) => {
  const [closer, further, whole] = ['Zoom in', 'Zoom out', 'Show the whole journey'].map((name) =>
    page.getByRole('button', { name }));
  await expect(further).toHaveAttribute('aria-disabled', 'true');
  const first = await drawing(page);
  await magnify(page, () => closer.click());
  expect(await width(page)).toBeCloseTo(first.w / 2, 3);
  await expect(closer, 'the button keeps the focus').toBeFocused();
  await magnify(page, () => further.click());
  expect(await width(page)).toBeCloseTo(first.w, 3);

  while ((await closer.getAttribute('aria-disabled')) !== 'true') await magnify(page, () => closer.click());
  expect((await drawing(page)).zoom).toBeCloseTo(8, 3);
  await magnify(page, () => whole.click());
  expect(await drawing(page)).toEqual(first);

  if (await page.evaluate(() => matchMedia('(pointer: coarse)').matches)) {
    for (const button of [closer, further, whole]) {
      const { width, height } = await button.boundingBox();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
  }
});

test('names and the vessel keep their size', async ({ page }) => {
  const before = await drawing(page);
  // As large as the style sheet has it, whatever the width of the drawing.
  expect(before.vessel[1]).toBeGreaterThan(8);
  for (let step = 0; step < 5; step++) {
    await magnify(page, () => page.getByRole('button', { name: 'Zoom in' }).click());
    const { name, vessel } = await drawing(page);
    expect(name).toEqual(before.name);
    expect(vessel).toEqual(before.vessel);
  }
});

test('keys move and magnify it, and leave the page its own keys', async ({ page }) => {
  const map = page.getByRole('application', { name: /^Map\. Arrow keys/ });
  await map.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => scrollY), 'the whole map leaves arrows to the page').toBeGreaterThan(0);
  for (const key of ['+', '=']) await magnify(page, () => page.keyboard.press(key));
  const { x, y } = await drawing(page);
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await drawing(page)).x).toBeGreaterThan(x + 10);
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => (await drawing(page)).y).toBeLessThan(y);
  await magnify(page, () => page.keyboard.press('-'));
  await magnify(page, () => page.keyboard.press('0'));
  expect(await width(page)).toBe(360);
});

test('the wheel scrolls the page until the reader turns to the map', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no wheel');
  const svg = page.locator('.chart > svg');
  await svg.scrollIntoViewIfNeeded();
  await svg.hover();
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  expect(await width(page)).toBe(360);

  await page.keyboard.down('Control');
  await svg.hover();
  await magnify(page, () => page.mouse.wheel(0, -100));
  await page.keyboard.up('Control');
  await svg.click();
  await magnify(page, () => page.mouse.wheel(0, -300));
  expect((await drawing(page)).zoom).toBeGreaterThan(2);
});

test('dragging moves it once it is magnified, and no further than the journey', async ({ page }) => {
  const svg = page.locator('.chart > svg');
  const drag = async (dx, dy) => {
    await svg.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await svg.boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + dx, y + height / 2 + dy, { steps: 4 });
    await page.mouse.up();
  };
  const first = await drawing(page);
  await drag(60, 40);
  expect(await drawing(page)).toEqual(first);
  await magnify(page, () => svg.dblclick());
  const before = await drawing(page);
  await drag(30, 20);
  const after = await drawing(page);
  expect(after.x).toBeLessThan(before.x);
  expect(after.y).toBeLessThan(before.y);
  for (let again = 0; again < 4; again++) await drag(150, 90);
  expect(await drawing(page)).toMatchObject({ x: 0, y: 0 });
});

test('two fingers magnify it, and one finger scrolls the page', async ({ page, isMobile }) => {
  test.skip(!isMobile, 'a phone’s');
  const svg = page.locator('.chart > svg');
  await svg.scrollIntoViewIfNeeded();
  let box = await svg.boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([dx, dy], id) => ({ id, x: box.x + box.width / 2 + dx, y: box.y + box.height / 2 + dy })),
    });
  await touch('touchStart', [0, 40]);
  for (const up of [20, 0, -30, -60]) await touch('touchMove', [0, up]);
  await touch('touchEnd');
  expect(await width(page)).toBe(360);

  // Once the page rests where it was scrolled to. A busy machine scrolls late, and fingers that come down while it does
  // only stop it: so it has to have moved first.
  const start = box.y;
  await expect(async () => {
    const before = box;
    box = await svg.boundingBox();
    expect(box.y).toBeLessThan(start);
    expect(box).toEqual(before);
  }).toPass({ intervals: [300] });
  await magnify(page, async () => {
    await touch('touchStart', [-20, 0], [20, 0]);
    for (const apart of [30, 45, 60, 80]) await touch('touchMove', [-apart, 0], [apart, 0]);
    await touch('touchEnd');
  });
  expect(await width(page)).toBeLessThan(200);
  expect(await page.evaluate(() => visualViewport.scale), 'the page is not magnified').toBe(1);
});

test('tiles are asked for from zoom 4 on, each once', async ({ page, look }) => {
  const asked = tiles(page);
  const closer = page.getByRole('button', { name: 'Zoom in' });
  while ((await drawing(page)).zoom + 1 < 4) await magnify(page, () => closer.click());
  await page.waitForTimeout(300);
  expect(asked).toEqual([]);

  // To the vessel, where a coast may be out of sight: a port has one.
  await page.getByRole('button', { name: 'Show the whole journey' }).click();
  await expect.poll(() => width(page)).toBe(360);
  const port = page.locator('.marks .dot');
  const [px, py] = (await port.getAttribute('d')).match(/[\d.]+/g).map(Number);
  const svg = page.locator('.chart > svg');
  await svg.scrollIntoViewIfNeeded();
  while ((await drawing(page)).zoom < 5.5) {
    const { x, y, w, h } = await drawing(page);
    const box = await svg.boundingBox();
    const position = { x: ((px - x) / w) * box.width, y: ((py - y) / h) * box.height };
    await magnify(page, () => svg.dblclick({ position }));
  }
  await expect(page.locator('.chart .land .sea')).toHaveCount(1);
  const path = await page.locator('.chart').getAttribute('data-tiles');
  expect(asked.every((url) => url.startsWith(`${path}/`)), asked.join()).toBe(true);
  expect(asked).toContain(`${path}/index.json`);
  expect(asked.some((url) => /\/[4-7]\/\d+\/\d+\.txt$/.test(url))).toBe(true);
  expect(new Set(asked).size, 'each once').toBe(asked.length);
  await look('map-magnified');

  await page.getByRole('button', { name: 'Show the whole journey' }).click();
  await expect(page.locator('.chart .land .sea')).toHaveCount(0);
});

test('where tiles fail, the land stays', async ({ page }) => {
  await page.route('**/tiles/**', (route) => route.fulfill({ status: 404 }));
  const closer = page.getByRole('button', { name: 'Zoom in' });
  while ((await drawing(page)).zoom < 5) await magnify(page, () => closer.click());
  await page.waitForTimeout(300);
  await expect(page.locator('.chart .land path').first()).toHaveAttribute('d', /^M/);
});

test('a refresh keeps the view and the focus', async ({ page }) => {
  const map = page.getByRole('application');
  await map.focus();
  for (const key of ['+', '+', 'ArrowRight']) await page.keyboard.press(key);
  await expect.poll(() => width(page)).toBe(90);
  await page.waitForTimeout(400);
  const before = await drawing(page);
  await page.evaluate(async () => {
    const reply = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
    document.querySelector('main').replaceChildren(...fresh.querySelector('main').childNodes);
    document.dispatchEvent(new Event('redrawn'));
  });
  const after = await drawing(page);
  for (const edge of ['x', 'y', 'w']) expect(after[edge]).toBeCloseTo(before[edge], 4);
  await expect(page.getByRole('button', { name: 'Zoom in' })).toHaveCount(1);
  await expect(map).toBeFocused();
  await magnify(page, () => page.keyboard.press('0'));
});

test('who wants no motion gets none', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect(await width(page)).toBe(180);
});
