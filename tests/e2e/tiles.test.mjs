// The map's tiles, which the platform serves without asking the worker.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { ROOT, startService } from './harness.mjs';

test('tiles are the files that were made, with the headers of every reply, to be kept for ever', async (t) => {
  const service = await startService(t);
  const healthy = await service.fetch('/healthz');
  const [edition, ...others] = await readdir(join(ROOT, 'build/public/tiles'));
  assert.deepEqual(others, [], 'one edition');
  for (const [file, type] of [
    ['index.json', 'application/json'],
    ['5/16/10.txt', 'text/plain; charset=utf-8'],
  ]) {
    const path = `/tiles/${edition}/${file}`;
    const reply = await service.fetch(path);
    assert.equal(reply.status, 200, path);
    assert.equal(await reply.text(), await readFile(join(ROOT, 'build/public', path), 'utf8'));
    assert.equal(reply.headers.get('content-type'), type);
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    for (const [name, value] of healthy.headers) {
      if (/^(content-|transfer-|date$|cache-control$|connection$|keep-alive$)/.test(name) && name !== 'content-security-policy') continue;
      assert.equal(reply.headers.get(name), value, name);
    }
    assert.equal(reply.headers.get('set-cookie'), null);
  }
});

test('what is no file is the worker’s to answer, and the file of headers is nobody’s', async (t) => {
  const service = await startService(t);
  for (const path of ['/_headers', '/data/', '/data/0/land.bin', '/tiles/', '/tiles/0/0/0/0.txt', '/tiles/../healthz']) {
    const reply = await service.fetch(path);
    assert.notEqual(reply.status, 500, path);
    assert.doesNotMatch(await reply.text(), /Strict-Transport-Security: /, path);
    assert.ok(reply.headers.has('content-security-policy'), path);
  }
  assert.equal((await service.fetch('/_headers')).status, 404);
});

test('few enough for the platform, which takes 20,000 files', async () => {
  const files = await readdir(join(ROOT, 'build/public'), { recursive: true });
  assert.ok(files.length > 1_000 && files.length < 10_000, `${files.length} files`);
});
