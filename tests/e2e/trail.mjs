// The audit trail, read from the registry and checked with nothing of the service's own code.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { until } from './harness.mjs';

const GENESIS = '0'.repeat(64);

/** The hash that an entry should have: SHA-256 of its JSON without `hash`, as RFC 8785 writes it. */
function hashOf({ hash: _, ...entry }) {
  const sorted = Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** Every entry of the trail, in the order of their sequence. */
export async function trailOf(service) {
  const keys = await service.keys('REGISTRY', 'audit:');
  const pages = await Promise.all(keys.map((key) => service.kv.REGISTRY.get(key)));
  return pages.flatMap((page) => JSON.parse(page)).sort((one, other) => one.sequence - other.sequence);
}

/** The trail once it has `count` entries; all of it is one chain from the first. */
export async function soundTrail(service, count) {
  const entries = await until(async () => {
    const found = await trailOf(service);
    return found.length >= count && found;
  }, `${count} entries in the audit trail`);
  let previous = GENESIS;
  for (const [at, entry] of entries.entries()) {
    assert.equal(entry.sequence, at + 1);
    assert.equal(entry.previous, previous, `entry ${entry.sequence} follows the one before`);
    assert.equal(entry.hash, hashOf(entry), `entry ${entry.sequence} says what it said when it was written`);
    previous = entry.hash;
  }
  return entries;
}
