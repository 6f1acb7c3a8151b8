// News by mail, under workerd with its real queues: ordered by a sender, or asked for by a recipient.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

// Where wrangler keeps its stores is said before it is loaded, so that they can be searched.
const FOLDER = mkdtempSync(join(tmpdir(), 'sealink-watch-'));
process.env.TMPDIR = FOLDER;
after(() => rmSync(FOLDER, { recursive: true, force: true }));
const { Browser, api, signIn } = await import('./browser.mjs');
const { startService, until } = await import('./harness.mjs');
const { HOOK_SECRETS, customs, push } = await import('./push.mjs');

const RECIPIENT = 'jane.doe@acme.example';
const MINUTE = 60_000;

const ago = (minutes) => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * MINUTE);

async function mint(service, container, more = {}) {
  const minted = await api(service, await service.apiKey(), 'POST', '/share/links', {
    targets: [{ targetType: 'CONTAINER', targetIds: [container] }],
    receiverIds: [RECIPIENT],
    ...more,
  });
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  return minted.json.response;
}

/** Pushes events, and waits until they are kept. */
async function tell(service, ...events) {
  const kept = async () => (await service.keys('TRACKING', 'told:')).length;
  const before = await kept();
  assert.equal((await push(service, events)).status, 204);
  await until(async () => (await kept()) === before + events.length, 'what was pushed in the store');
}

/** Has the container looked at again and again until something is so: the look that a push orders comes minutes later. */
function looked(service, container, condition, what) {
  const looking = async () => {
    await service.look(container);
    await new Promise((settle) => setTimeout(settle, 1500));
    return condition();
  };
  return until(looking, what, 100);
}

const newsOf = async (service, container) =>
  (await service.mails()).filter(({ subject }) => subject.includes(container) && !/code|confirm/.test(subject));

/**
 * Every file below a folder, but for the mailbox, which stands for other people's, and wrangler's own trace of each
 * request, which wrangler.toml switches off where it is deployed.
 */
function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !/^(email|observability)/.test(entry.name)) yield* files(path);
    else if (entry.isFile()) yield path;
  }
}

/** All that wrangler's stores hold, and have held; its queues are in memory, and searched in the simulated World. */
function dump() {
  return Buffer.concat([...files(FOLDER)].map((path) => readFileSync(path))).toString('latin1');
}

test('who is to be told when something happens gets the link with it, once', { timeout: 5 * MINUTE }, async (t) => {
  const service = await startService(t, { vars: { HOOK_SECRETS } });
  const [container, other] = ['CSQU3054383', 'MSKU1234565'];
  const when = { exceptions: ['customs_hold'] };
  const [ordered, takenBack] = [await mint(service, container, { when }), await mint(service, other, { when })];
  assert.ok(!ordered.shareUrl, 'nobody has the link yet');
  const key = await service.apiKey();
  assert.equal((await api(service, key, 'DELETE', `/share/links/${takenBack.linkId}`)).status, 204);
  const watches = () => service.keys('WATCHES', 'watch:');
  await looked(service, other, async () => (await watches()).every((key) => !key.includes(other)), 'the order erased');
  assert.equal((await watches()).length, 1);

  await tell(service, customs(container, ago(60)), customs(other, ago(60)));
  await looked(service, container, async () => (await newsOf(service, container)).length > 0, 'the mail');
  const [mail] = await newsOf(service, container);
  assert.match(mail.text.split('\n').find(Boolean), /customs/i, 'what happened comes first');
  assert.ok(JSON.stringify(mail.to).includes(RECIPIENT));
  assert.ok(!('List-Unsubscribe' in mail.headers), 'it is the sender who ordered it');
  const [url] = new RegExp(`${service.url}/t/[^\\s#]+`).exec(mail.text);
  const browser = new Browser(service);
  const followed = await browser.get(url.slice(service.url.length));
  assert.equal(followed.status, 303);
  const gate = await browser.get(followed.headers.get('location'));
  assert.ok(gate.status === 200 && gate.text.includes('Your email address'));
  // Its link is good for the rest of the way, too.
  await signIn(service, url.slice(service.url.length), RECIPIENT);

  const held = dump();
  assert.ok(held.includes(`watch:CONTAINER:${container}:${ordered.linkId}`), 'these are the stores');
  for (const secret of ['jane.doe', RECIPIENT.split('@').join('%40'), url.split('/').at(-1)]) {
    assert.ok(!held.toLowerCase().includes(secret.toLowerCase()), `${secret} stands in a store in the clear`);
  }

  assert.equal((await api(service, key, 'DELETE', `/share/links/${ordered.linkId}`)).status, 204);
  await tell(service, customs(container, ago(2), 'RELS'), customs(container, ago(1)));
  await service.look(other);
  await looked(service, container, async () => (await watches()).length === 0, 'the order erased');
  assert.equal((await newsOf(service, container)).length, 1, 'and nothing more is told');
  assert.equal((await newsOf(service, other)).length, 0, 'of what was taken back before');
  assert.ok(!JSON.stringify(service.logs()).includes('jane.doe'));
});

test('a recipient asks, confirms, is told, and ends it by one click', { timeout: 5 * MINUTE }, async (t) => {
  const service = await startService(t, { vars: { HOOK_SECRETS } });
  const container = 'CSQU3054383';
  const { linkId, shareUrl } = await mint(service, container);
  const inside = await signIn(service, shareUrl.slice(service.url.length), RECIPIENT);
  const page = await inside.get(`/s/${linkId}`);
  assert.ok(page.text.includes(`/s/${linkId}/updates`), 'the way there');
  const updates = `/s/${linkId}/updates`;
  assert.equal((await inside.get(updates)).status, 200);
  const other = await inside.post(updates, { email: 'joe@acme.example', frequency: 'each_change' });
  assert.ok(other.status === 422 && other.text.includes('joe@acme.example'));

  assert.equal((await inside.post(updates, { email: RECIPIENT, frequency: 'each_change' })).status, 200);
  const asks = async () => (await service.mails()).filter(({ subject }) => /confirm/.test(subject));
  const [asked] = await until(async () => (await asks()).length > 0 && asks(), 'the mail that asks');
  const [, confirm] = new RegExp(`${service.url}(/updates/\\S+)`).exec(asked.text);
  assert.ok(!('List-Unsubscribe' in asked.headers));
  assert.equal((await service.keys('WATCHES', 'watch:')).length, 0, 'nothing before it is confirmed');
  const anywhere = new Browser(service);
  assert.equal((await anywhere.get(confirm)).status, 200);
  assert.equal((await service.keys('WATCHES', 'watch:')).length, 0, 'a scanner that looks confirms nothing');
  assert.equal((await anywhere.post(confirm)).status, 200);
  assert.equal((await service.keys('WATCHES', 'watch:')).length, 1);

  await tell(service, customs(container, ago(60)));
  await looked(service, container, async () => (await newsOf(service, container)).length > 0, 'the news');
  const [mail] = await newsOf(service, container);
  assert.match(mail.text.split('\n').find(Boolean), /customs/i);
  assert.equal(mail.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
  const [, stop] = new RegExp(`^<${service.url}(/stop/[^>]+)>$`).exec(mail.headers['List-Unsubscribe']);
  assert.equal((await anywhere.get(stop)).status, 200);

  // RFC 8058, section 3.2: no cookies, no redirects, and preferably as multipart/form-data.
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  const clicked = await service.fetch(stop, { method: 'POST', body: form, headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(clicked.status, 200, await clicked.text());
  await tell(service, customs(container, ago(2), 'RELS'), customs(container, ago(1)));
  await looked(service, container, async () => (await service.keys('WATCHES', 'watch:')).length === 0, 'the order erased');
  assert.equal((await newsOf(service, container)).length, 1);
  const held = dump();
  assert.ok(!held.includes('jane.doe'), 'an address stands in a store in the clear');
});
