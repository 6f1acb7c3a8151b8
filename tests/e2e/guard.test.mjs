// The guard around the wasm, with a stand-in for the wasm that panics when it is asked to.

import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { ROOT, startService, startWorker } from './harness.mjs';

/** Panics as wasm does: after the first await, out of every promise's reach; or at once. */
const PANICKING = `
export default class {
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/at-once') throw new WebAssembly.RuntimeError('unreachable');
    if (pathname === '/later') queueMicrotask(() => { throw new WebAssembly.RuntimeError('unreachable'); });
    return pathname === '/fine' ? Promise.resolve(new Response('fine')) : new Promise((answer) => {
      if (pathname === '/slow') setTimeout(() => answer(new Response('too late')), 20_000);
    });
  }
}`;

async function startGuarded(t) {
  await mkdir(join(ROOT, 'tests/out'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'tests/out/guard-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await copyFile(join(ROOT, 'src/edge/guard.js'), join(folder, 'guard.js'));
  await writeFile(join(folder, 'index.js'), PANICKING);
  const config = { name: 'guarded', main: join(folder, 'guard.js'), compatibility_date: '2026-11-17' };
  return startWorker(t, { config });
}

test('a panic is a 500 with an id, the headers of every reply, and the next request works', async (t) => {
  const guarded = await startGuarded(t);
  const service = await startService(t);
  const healthy = await service.fetch('/healthz');
  for (const path of ['/later', '/at-once']) {
    const reply = await guarded.fetch(path);
    const id = /Error ([0-9a-f-]{36})/.exec(await reply.text())?.[1];
    assert.equal(reply.status, 500);
    assert.ok(id, 'the reply carries an id');
    assert.ok(guarded.logs().some(({ message }) => message.includes(id)), 'the log carries the same id');
    for (const [name, value] of reply.headers) {
      if (['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'date'].includes(name)) continue;
      assert.equal(value, healthy.headers.get(name), name);
    }
    assert.ok(reply.headers.has('content-security-policy') && reply.headers.has('cache-control'));
    assert.equal(await (await guarded.fetch('/fine')).text(), 'fine');
  }
});

test('a panic ends the requests beside it too, instead of leaving them to hang', async (t) => {
  const guarded = await startGuarded(t);
  const beside = guarded.fetch('/slow');
  // The slow one is in the instance once a later request has been answered.
  await guarded.fetch('/fine');
  await guarded.fetch('/later');
  assert.equal((await beside).status, 500);
});
