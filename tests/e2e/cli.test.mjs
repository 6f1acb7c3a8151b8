// The command line against the built worker.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { Browser, api } from './browser.mjs';
import { startService, until } from './harness.mjs';

const RECIPIENT = 'jane@acme.example';

test('links are shared, listed and revoked from the command line', async (t) => {
  const service = await startService(t);
  const key = await service.apiKey();
  const run = async (...args) => {
    const { code, stdout, stderr } = await service.cli(key, args);
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    assert.ok(!stdout.includes(key) && !stderr.includes(key));
    return stdout.trim();
  };
  const json = async (...args) => JSON.parse(await run(...args, '--json'));

  const url = await run('share', '--booking', 'BOOK0', '--to', RECIPIENT, '--note', 'as promised');
  assert.ok(url.startsWith(`${service.url}/t/v4.public.`), 'standard output is the URL alone');
  const first = await new Browser(service).get(url.slice(service.url.length));
  assert.equal(first.status, 303);
  const linkId = first.headers.get('location').slice('/s/'.length);
  const others = [];
  for (const n of [1, 2, 3, 4]) {
    const shared = await json('share', '--booking', `BOOK${n}`, '--to', RECIPIENT, '--idempotency-key', `k${n}`);
    others.push(shared.linkId);
  }
  const again = await json('share', '--booking', 'BOOK1', '--to', RECIPIENT, '--idempotency-key', 'k1');
  assert.equal(again.linkId, others[0], 'the same key is the same link');

  const all = [linkId, ...others];
  await until(async () => (await service.keys('REGISTRY', 'by:time:')).length === all.length, 'all in the list');
  const ids = ({ links }) => links.map((link) => link.linkId).sort();
  assert.deepEqual(ids(await json('list')), all.toSorted());
  const page = await json('list', '--limit', '2');
  assert.ok(page.links.length === 2 && page.nextCursor);
  assert.deepEqual(ids(await json('list', '--limit', '2', '--all')), all.toSorted(), 'page by page to the end');
  assert.deepEqual(ids(await json('list', '--booking', 'BOOK0', '--to', RECIPIENT)), [linkId]);
  assert.match(await run('list'), new RegExp(linkId));

  const preview = await json('revoke', '--link', linkId, '--preview');
  assert.deepEqual([preview.hits.links, preview.hits.sample[0].linkId], [1, linkId]);
  const state = async () => (await api(service, key, 'GET', `/share/links/${linkId}`)).json.response.state;
  assert.equal(await state(), 'active', 'a preview changes nothing');
  const unasked = await service.cli(key, ['revoke', '--link', linkId]);
  assert.equal(unasked.code, 2, 'there is no terminal to ask on');
  assert.equal(await state(), 'active');
  const done = await json('revoke', '--link', linkId, '--yes', '--why', 'a typing mistake');
  assert.equal(Date.parse(done.everywhereBy) - Date.parse(done.revokedAt), 90_000);
  assert.equal(await state(), 'revoked');
  assert.deepEqual(ids(await json('list', '--state', 'revoked')), [linkId]);
  assert.match(await run('revoke', '--booking', 'BOOK1', '--yes'), /everywhere by/);
  assert.deepEqual(ids(await json('list', '--state', 'active')), others.slice(1).toSorted());
});

test('the exit code says who is to blame', async (t) => {
  const service = await startService(t);
  const reader = await service.apiKey('read');
  const refused = await service.cli(reader, ['share', '--booking', 'BOOK1', '--to', RECIPIENT, '--json']);
  assert.equal(refused.code, 4);
  assert.match(refused.stderr, /`mint`/);
  const { error, exitCode } = JSON.parse(refused.stdout);
  assert.deepEqual([error.code, exitCode], ['missing_scope', 4]);
  assert.equal((await service.cli('v4.public.x', ['list'])).code, 4, 'a key that is none');
  assert.equal((await service.cli(await service.apiKey('mint'), ['list'])).code, 4, 'may mint, not look');
  const wrong = await service.cli(reader, ['revoke', '--link', 'x', '--yes']);
  assert.equal(wrong.code, 1, wrong.stderr);
  // A port that nobody listens on any more.
  const port = await new Promise((settle) => {
    const taken = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = taken.address();
      taken.close(() => settle(free));
    });
  });
  const lost = await service.cli(reader, ['list', '--url', `http://127.0.0.1:${port}`]);
  assert.equal(lost.code, 5);
  assert.match(lost.stderr, /cannot be reached/);
});
