import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startService } from './harness.mjs';

test('a configured service is healthy', async (t) => {
  const service = await startService(t);
  const reply = await service.fetch('/healthz');
  assert.equal(reply.status, 200, await reply.text());
});

test('a misconfigured service names every problem, quotes no value and serves nothing else', async (t) => {
  const service = await startService(t, {
    vars: { BRAND_NAME: '', ORIGIN_URL: 'ftp://secret-value' },
    secrets: { SIGNING_KEY: 'k4.secret.secret-value', PEPPER: 'secret-value' },
  });
  const health = await service.fetch('/healthz');
  const text = await health.text();
  assert.equal(health.status, 503);
  for (const name of ['BRAND_NAME', 'ORIGIN_URL', 'SIGNING_KEY', 'PEPPER']) assert.match(text, new RegExp(name));
  assert.doesNotMatch(text, /secret-value/);
  assert.equal((await service.fetch('/s/AAAAAAAAAAAAAAAA')).status, 503);
});
