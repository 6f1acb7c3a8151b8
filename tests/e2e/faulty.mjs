// Stands in the place of one KV namespace or rate limiter of the service, so that it can be made to fail.
//
// A test turns it by `fault(mode)`; while it is "ok" a namespace passes everything on to the real one.

import { WorkerEntrypoint } from 'cloudflare:workers';

let mode = 'ok';
let calls = 0;

/** Runs `real`, or does what the mode says. */
async function answer(real, wrong) {
  calls += 1;
  if (mode === 'fail') throw new Error('KV GET failed: 503 Service Unavailable (injected)');
  if (mode === 'hang') return new Promise((done) => setTimeout(done, 60_000));
  if (mode === 'wrong') return wrong;
  if (mode === 'slow') await new Promise((done) => setTimeout(done, 50));
  if (mode === 'empty') return wrong instanceof Map ? new Map() : null;
  return real();
}

export default class Faulty extends WorkerEntrypoint {
  /** `POST /ok|slow|fail|hang|wrong|empty` turns it; GET says how often it was called. */
  async fetch(request) {
    if (request.method === 'GET') return new Response(String(calls));
    mode = new URL(request.url).pathname.slice(1);
    return new Response(null, { status: 204 });
  }

  get(keys, options) {
    const wrong = Array.isArray(keys) ? new Map(keys.map((key) => [key, 42])) : 42;
    return answer(() => this.env.REAL.get(keys, options), wrong);
  }

  getWithMetadata(key, options) {
    return answer(() => this.env.REAL.getWithMetadata(key, options), 42);
  }

  put(key, value, options) {
    return answer(() => this.env.REAL.put(key, value, options));
  }

  delete(key) {
    return answer(() => this.env.REAL.delete(key));
  }

  list(options) {
    return answer(() => this.env.REAL.list(options), 42);
  }

  limit() {
    return answer(async () => ({ success: true }), { success: false });
  }
}
