// The languages on the real runtime: what the pages write is what `Intl` itself would have written.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from './browser.mjs';
import { startService } from './harness.mjs';

const TAGS = [
  'en', 'ko', 'zh-Hans', 'zh-Hant', 'ja', 'es', 'pt', 'fr', 'de', 'it', 'nl', 'pl', 'tr',
  'ru', 'uk', 'ar', 'he', 'fa', 'hi', 'bn', 'th', 'vi', 'id', 'ms', 'el', 'sv',
];
const RIGHT_TO_LEFT = ['ar', 'he', 'fa'];
const RECIPIENT = 'kim@customer.example';
const DAY = { weekday: 'short', day: 'numeric', month: 'short' };
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

test('every language reads on the page as Intl has it', async (t) => {
  const service = await startService(t);
  const key = await service.apiKey();
  const reply = await service.fetch('/share/links', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ targets: [{ targetType: 'CONTAINER', targetIds: ['NRDU3027745'] }], receiverIds: [RECIPIENT] }),
  });
  const { linkId, shareUrl } = (await reply.json()).response;
  const browser = new Browser(service);
  await browser.get(new URL(shareUrl).pathname);
  await browser.post(`/s/${linkId}/code`, { email: RECIPIENT });
  const mail = await service.mails().then((mails) => mails.at(-1));
  const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(mail.subject);
  await browser.post(`/s/${linkId}/session`, { code });

  let first;
  for (const tag of TAGS) {
    const page = await browser.get(`/s/${linkId}`, { 'accept-language': `${tag},en;q=0.1` });
    assert.equal(page.status, 200, tag);
    const html = page.text;
    const direction = RIGHT_TO_LEFT.includes(tag) ? 'rtl' : 'ltr';
    assert.ok(html.includes(`<html lang="${tag}" dir="${direction}">`), tag);
    // Every event's time, at the port's own offset.
    const times = [...html.matchAll(/<time datetime="([^"]+)">([^<]+) <span class="zone">/g)];
    assert.ok(times.length >= 9, `${tag}: ${times.length} times`);
    for (const [, when, text] of times) assert.equal(text, written(tag, when), `${tag} ${when}`);
    const words = html.replace(/<style>.*?<\/style>/s, '');
    if (tag === 'en') first = words;
    else assert.notEqual(words, first, `${tag} is English`);
  }
});

/** As `Intl` writes a moment, with its year where that is not this year. */
function written(tag, when) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(when) ?? [null, '+', '0', '0'];
  const offset = `${sign}1` * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const there = new Date(Date.parse(when) + offset);
  const now = new Date(Date.now() + offset);
  const year = there.getUTCFullYear() === now.getUTCFullYear() ? {} : { year: 'numeric' };
  const locale = `${tag === 'en' ? 'en-GB' : tag}-u-ca-gregory-nu-latn`;
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...DAY, ...year, ...CLOCK }).format(there);
}
