// The worker's entry: what answers when the wasm inside it panics.
//
// A panic ends the instance. Every request then in it would hang until the runtime cancels it with a page of its own;
// here they get 500 with an id that the log has too, and the same headers as every reply. worker-build's shim makes
// a new instance for the next request.

import { WorkerEntrypoint } from 'cloudflare:workers';

import Service from './index.js';

/** `EVERY_REPLY` of src/http.rs; a test holds the two together. */
const EVERY_REPLY = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'cache-control': 'no-store',
};

/** How to end each request that is in the instance now. */
const inside = new Set();

// A panic after the first await is nobody's rejection: it surfaces here alone.
addEventListener('error', ({ error }) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  for (const end of inside) end();
});

export default class Guard extends WorkerEntrypoint {
  /** A batch that a panic cuts off comes again: the platform hears of the failure. */
  queue(batch) {
    return this.#guarded((service) => service.queue(batch));
  }

  scheduled(event) {
    return this.#guarded((service) => service.scheduled(event));
  }

  async #guarded(work) {
    let end;
    const panicked = new Promise((_, fail) => (end = () => fail(new Error('a panic cut it off'))));
    inside.add(end);
    try {
      await Promise.race([work(new Service(this.ctx, this.env)), panicked]);
    } finally {
      inside.delete(end);
    }
  }

  async fetch(request) {
    let end;
    // Settles without a value: a response has to be made by the request that it is for.
    const panicked = new Promise((settle) => (end = settle));
    inside.add(end);
    try {
      const service = new Service(this.ctx, this.env);
      return (await Promise.race([service.fetch(request), panicked])) ?? apology();
    } catch (error) {
      return apology(error);
    } finally {
      inside.delete(end);
    }
  }
}

function apology(error) {
  const id = crypto.randomUUID();
  console.error(JSON.stringify({ level: 'error', event: 'panic', id, what: error?.name ?? 'panic' }));
  return new Response(`Something went wrong on our side. Please try again.\n\nError ${id}\n`, {
    status: 500,
    headers: { ...EVERY_REPLY, 'content-type': 'text/plain; charset=utf-8' },
  });
}
