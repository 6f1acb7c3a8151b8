// A client that knows SeaVantage's documented calls and nothing of ours: only its base URL and credentials change.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startService } from './harness.mjs';

/** SeaVantage's client: HTTP Basic, two calls, one envelope. */
class Client {
  constructor(base, user, password) {
    this.base = base;
    this.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  async share(targets, receiverIds) {
    const reply = await fetch(`${this.base}/share/links`, {
      method: 'POST',
      headers: { Authorization: this.authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify({ targets, receiverIds }),
    });
    const envelope = await reply.json();
    for (const member of ['code', 'message', 'error', 'timestamp']) assert.ok(member in envelope, member);
    if (envelope.error) throw Object.assign(new Error(envelope.message), { status: reply.status, envelope });
    return envelope;
  }

  async unshare(linkId) {
    const reply = await fetch(`${this.base}/share/links/${linkId}`, {
      method: 'DELETE',
      headers: { Authorization: this.authorization },
    });
    return reply.status;
  }
}

test('a client written for SeaVantage shares and stops sharing, unchanged', async (t) => {
  const service = await startService(t);
  const client = new Client(service.url, 'api@forwarder.example', await service.apiKey('mint,revoke:own'));
  const shared = await client.share([{ targetType: 'CONTAINER', targetIds: ['MSKU1234567'] }], ['receiver@example.com']);
  assert.deepEqual([shared.code, shared.message, shared.error], [200, 'OK', false]);
  const { linkId, shareUrl, createdAt } = shared.response;
  assert.match(linkId, /^[\w-]{16,}$/);
  assert.ok(shareUrl.startsWith(service.url) && !Number.isNaN(Date.parse(createdAt)));
  assert.equal((await service.fetch(shareUrl.slice(service.url.length))).status, 303);
  assert.equal(await client.unshare(linkId), 204);
  assert.equal((await service.fetch(shareUrl.slice(service.url.length))).status, 410);
});

test('every documented kind and count is taken, and one more is refused in the envelope', async (t) => {
  const service = await startService(t);
  const client = new Client(service.url, 'api@forwarder.example', await service.apiKey('mint,revoke:own'));
  const numbers = (count) => Array.from({ length: count }, (_, n) => `BL${n}`);
  const people = (count) => Array.from({ length: count }, (_, n) => `r${n}@example.com`);
  for (const targetType of ['MBL', 'BOOKING']) {
    await client.share([{ targetType, targetIds: numbers(10) }], people(5));
  }
  for (const [targets, receivers] of [
    [[{ targetType: 'MBL', targetIds: numbers(11) }], people(1)],
    [[{ targetType: 'MBL', targetIds: numbers(1) }], people(6)],
  ]) {
    await assert.rejects(client.share(targets, receivers), ({ status, envelope }) => status === 422 && envelope.error === true);
  }
});

test('who is not who they say is refused with the documented statuses', async (t) => {
  const service = await startService(t);
  const stranger = new Client(service.url, 'api@forwarder.example', 'secret');
  await assert.rejects(stranger.share([], []), ({ status }) => status === 401);
  assert.equal(await stranger.unshare('AAAAAAAAAAAAAAAAAAAAAA'), 401);
  const client = new Client(service.url, 'api@forwarder.example', await service.apiKey('mint,revoke:own'));
  const other = new Client(service.url, 'api@forwarder.example', await service.apiKey('mint,revoke:own'));
  const { response } = await client.share([{ targetType: 'BOOKING', targetIds: ['A1'] }], ['receiver@example.com']);
  assert.equal(await other.unshare(response.linkId), 403, 'only the owner');
});
