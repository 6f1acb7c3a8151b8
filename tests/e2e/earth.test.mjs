// The land and the sea chart, which the built worker reads from beside it when it first draws a map. That it cannot is
// tested in the simulated World: wrangler's harness puts no mock in the place of the assets.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { Browser, api } from './browser.mjs';
import { ROOT, startService } from './harness.mjs';

const RECIPIENT = 'jane@acme.example';
const CONTAINER = 'APZU4812090';

/** A voyage from Yantian to Los Angeles that began three days ago. */
function atSea() {
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  const call = (UNLocationCode, latitude, longitude) => ({
    transportCallID: UNLocationCode, UNLocationCode, modeOfTransport: 'VESSEL',
    location: { locationName: UNLocationCode, UNLocationCode, latitude, longitude },
    vessel: { vesselIMONumber: '9321483', vesselName: 'King of the Seas' },
  });
  const move = (eventID, transportEventTypeCode, eventClassifierCode, days, transportCall) => ({
    eventID, eventType: 'TRANSPORT', transportEventTypeCode, eventClassifierCode,
    eventDateTime: day(days), eventCreatedDateTime: day(-3), transportCall,
  });
  return [
    move('1', 'DEPA', 'ACT', -3, call('CNYTN', '22.57', '114.27')),
    move('2', 'ARRI', 'EST', 12, call('USLAX', '33.74', '-118.26')),
  ];
}

/** A recipient behind the gate, who has seen nothing yet: their browser and their page's path. */
async function recipient(service) {
  await service.origin.answer(CONTAINER, atSea());
  const minted = await api(service, await service.apiKey(), 'POST', '/share/links', {
    targets: [{ targetType: 'CONTAINER', targetIds: [CONTAINER] }],
    receiverIds: [RECIPIENT],
  });
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  const { linkId, shareUrl } = minted.json.response;
  const browser = new Browser(service);
  await browser.get(shareUrl.slice(service.url.length));
  await browser.post(`/s/${linkId}/code`, { email: RECIPIENT });
  const code = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/.exec((await service.mails()).at(-1).subject)[0];
  assert.equal((await browser.post(`/s/${linkId}/session`, { code })).status, 303);
  return { browser, page: `/s/${linkId}` };
}

/** The land of the page's map, as the `d` of its path. */
function landOf(page) {
  assert.equal(page.status, 200, page.text);
  const land = /<g class="land"><path d="([^"]*)">/.exec(page.text);
  assert.ok(land, 'a map');
  return land[1];
}

test('the first map has its land and its lane', async (t) => {
  const service = await startService(t);
  const { browser, page } = await recipient(service);
  const began = performance.now();
  const first = await browser.get(page);
  const took = performance.now() - began;
  assert.ok(landOf(first).split('M').length > 20, 'both sides of the Pacific, in rings');
  assert.match(first.text, /class="vessel"/, 'the vessel is reckoned on a lane');
  const again = performance.now();
  assert.equal(landOf(await browser.get(page)), landOf(first));
  t.diagnostic(`the first view ${took.toFixed(1)} ms, the second ${(performance.now() - again).toFixed(1)} ms`);
  assert.deepEqual(service.logs().filter(({ message }) => message.includes('geo: ')), []);
});

test('what the worker reads lies under its sum, for everybody and for ever', async (t) => {
  const service = await startService(t);
  const directories = await readdir(join(ROOT, 'build/public/data'));
  const found = [];
  for (const sum of directories) {
    for (const name of await readdir(join(ROOT, 'build/public/data', sum))) {
      // The words of the languages are read by the tests of those.
      if (name.endsWith('.json')) continue;
      found.push(name);
      const reply = await service.fetch(`/data/${sum}/${name}`);
      assert.equal(reply.status, 200, name);
      assert.deepEqual(Buffer.from(await reply.arrayBuffer()), await readFile(join(ROOT, 'src/geo/data', name)));
      assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(reply.headers.get('set-cookie'), null);
    }
  }
  assert.deepEqual(found.toSorted(), ['land.bin', 'ports.bin', 'sea.bin']);
});
