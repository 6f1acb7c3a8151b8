// What `wrangler deploy` uploads has to stay small: the platform's free plan takes 3 MB of it compressed, and what is
// small starts fast. It is printed, and fails only with SEALINK_BUDGET=1.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { ROOT } from './harness.mjs';

/** In bytes, compressed. */
const BUDGET = 1_000_000;

test('the worker is small', async (t) => {
  const build = join(ROOT, 'build');
  const names = (await readdir(build)).filter((name) => name === 'index_bg.wasm' || name.endsWith('.js'));
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(build, name)), { level: 9 }).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${total} bytes by gzip -9, budget ${BUDGET}: ${names.map((name, at) => `${name} ${sizes[at]}`).join(', ')}`);
  assert.ok(names.includes('index_bg.wasm'), 'it is built');
  if (process.env.SEALINK_BUDGET === '1') assert.ok(total <= BUDGET, `${total} bytes are over the budget of ${BUDGET}`);
});
