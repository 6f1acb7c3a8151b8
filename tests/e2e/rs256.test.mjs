// What the worker asks WebCrypto, with the very vector that the simulated World is held to (tests/flows/world_behaves.rs).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { verifyRs256 } from '../../src/edge/rs256.js';

const VECTOR = JSON.parse(await readFile(new URL('../world/rs256.json', import.meta.url), 'utf8'));
const message = new TextEncoder().encode(VECTOR.message);
const signature = new Uint8Array(Buffer.from(VECTOR.signature, 'base64url'));

test('the signature of the RFC holds, and no other does', async () => {
  assert.equal(await verifyRs256(VECTOR.n, VECTOR.e, message, signature), true);
  for (const bytes of [message, signature]) {
    bytes[7] ^= 1;
    assert.equal(await verifyRs256(VECTOR.n, VECTOR.e, message, signature), false);
    bytes[7] ^= 1;
  }
  assert.equal(await verifyRs256(VECTOR.n, VECTOR.e, message, signature.subarray(1)), false);
});
