// The official vectors against the library as wasm under workerd. `tests/vectors/` runs the same ones natively, with
// the same check and the same counts.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

// Imported first: it quiets wrangler before wrangler is loaded.
import { ROOT } from './harness.mjs';

const { createTestHarness } = await import('wrangler');

const WORKER = join(ROOT, 'tests/vectors-worker');
const DATA = join(process.env.SEALINK_DATA ?? resolve(ROOT, '../shared/data'), 'paseto');
const COUNTS = JSON.parse(await readFile(join(WORKER, 'counts.json'), 'utf8'));

const server = createTestHarness({ root: ROOT, workers: [{ configPath: 'tests/vectors-worker/wrangler.toml' }] });
let url;

before(async () => {
  ({ url } = await server.listen());
});
after(() => server.close());

/** Hands one vector (or nothing) to the worker; what came of it. */
async function check(path, vector) {
  const response = await fetch(new URL(path, url), { method: 'POST', body: vector && JSON.stringify(vector) });
  assert.equal(response.status, 200, `${path}: ${await response.clone().text()}`);
  return response.json();
}

/** The vectors of a file, or word that there are none. */
async function vectors(t, file) {
  const path = join(DATA, file);
  if (!existsSync(path)) {
    t.skip(`no ${path}`);
    return [];
  }
  return JSON.parse(await readFile(path, 'utf8')).tests;
}

for (const [file, path, counts] of [
  ['v4.json', '/paseto', COUNTS.paseto],
  ['k4.public.json', '/paserk', COUNTS['k4.public']],
  ['k4.pid.json', '/paserk', COUNTS['k4.pid']],
]) {
  test(`every vector of ${file} holds in wasm`, async (t) => {
    const all = await vectors(t, file);
    if (all.length === 0) return;
    const names = { held: [], passed_over: [] };
    for (const vector of all) {
      const outcome = await check(path, vector);
      assert.equal(outcome.name, vector.name);
      assert.ok(outcome.verdict in names, `${outcome.name}: ${outcome.why}`);
      names[outcome.verdict].push(outcome.name);
    }
    t.diagnostic(`${names.held.length} held; passed over, as not of v4.public: ${names.passed_over.join(' ') || 'none'}`);
    assert.deepEqual({ held: names.held.length, passed_over: names.passed_over.length }, counts);
  });

  test(`no vector of ${file} holds in wasm when it is turned round`, async (t) => {
    for (const vector of await vectors(t, file)) {
      const outcome = await check(path, { ...vector, 'expect-fail': !vector['expect-fail'] });
      assert.notEqual(outcome.verdict, 'held', outcome.name);
    }
  });
}

test('every Ed25519 vector of Wycheproof comes out right in wasm', async (t) => {
  const tally = await check('/wycheproof');
  t.diagnostic(`${tally.total} vectors: ${tally.valid} valid, ${tally.invalid} invalid, ${tally.failed.length} wrong`);
  assert.deepEqual(tally, COUNTS.wycheproof);
});
