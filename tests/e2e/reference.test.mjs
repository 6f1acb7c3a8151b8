// The contract and the page to read, which the platform serves without asking the worker.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { startService } from './harness.mjs';

/** What such a file says for itself. */
const OWN = /^(content-|transfer-|date$|cache-control$|connection$|keep-alive$|etag$|cf-)/;

test('the contract is served as it is, under the headers of every reply', async (t) => {
  const service = await startService(t);
  const healthy = await service.fetch('/healthz');
  for (const [path, type] of [
    ['/openapi.json', 'application/json'],
    ['/reference.html', 'text/html; charset=utf-8'],
    ['/tracking.schema.json', 'application/json'],
  ]) {
    const reply = await service.fetch(path);
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers.get('content-type'), type);
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=300');
    for (const [name, value] of healthy.headers) {
      if (!OWN.test(name)) assert.equal(reply.headers.get(name), value, `${path} ${name}`);
    }
    assert.match(reply.headers.get('content-security-policy'), /^default-src 'none'.*frame-ancestors 'none'$/);
    assert.ok((await reply.text()).length > 4_000, path);
  }
});

test('the contract is OpenAPI 3.1, and the page allows its own style alone', async (t) => {
  const service = await startService(t);
  const document = await (await service.fetch('/openapi.json')).json();
  assert.equal(document.openapi, '3.1.0');
  assert.ok(document.paths['/share/links'].post);
  const reply = await service.fetch('/reference.html');
  const page = await reply.text();
  const [, style] = /<style>([^]*?)<\/style>/.exec(page);
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(reply.headers.get('content-security-policy').includes(`style-src 'sha256-${hash}'`));
  assert.doesNotMatch(page, /<script|<link|<img|\sstyle=/);
});

test('the schema of our tracking format is one', async (t) => {
  const service = await startService(t);
  const schema = await (await service.fetch('/tracking.schema.json')).json();
  assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.deepEqual(schema.required, ['shipments']);
});
