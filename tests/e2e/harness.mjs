// Starts the built worker under workerd, from the real wrangler.toml, beside a demo origin reached over real HTTP.
//
// What is simulated: the mailbox (wrangler keeps what the `send_email` binding was given) and the origin. KV and the
// rate limiters are wrangler's local ones. KV is never stale here; staleness is tested in the simulated World.

import { execFile, spawn } from 'node:child_process';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { SENTINEL } from './sentinel.mjs';

// Before wrangler is loaded: no telemetry, no fetching of `Request.cf`, no lines about every simulated mail.
Object.assign(process.env, {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_LOG: process.env.WRANGLER_LOG ?? 'error',
});
const { createTestHarness } = await import('wrangler');

/** The checkout. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The service's API of wrangler's local mailbox; it is no part of what is deployed. */
const MAILBOX = '/cdn-cgi/local/explorer/api/local/email/sending';

const NAMESPACES = ['DENYLIST', 'CODES', 'REGISTRY', 'WATCHES', 'TRACKING'];

/** Runs the command line; its output, trimmed. */
export async function sealink(...args) {
  const { stdout } = await promisify(execFile)(join(ROOT, 'target/debug/sealink'), args, { cwd: ROOT });
  return stdout.trim();
}

/** Asks `condition` again and again until it answers something true, which is answered; fails after `seconds`. */
export async function until(condition, what, seconds = 45) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const met = await condition();
    if (met) return met;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((settle) => setTimeout(settle, 100));
  }
}

/**
 * The secrets of one run, fresh from `sealink keygen`: `{SIGNING_KEY, PEPPER}`, and the file that holds them.
 */
async function freshSecrets() {
  const folder = await mkdtemp(join(tmpdir(), 'sealink-'));
  const file = join(folder, '.dev.vars');
  await sealink('keygen', '--dev-vars', file);
  const lines = (await readFile(file, 'utf8')).matchAll(/^([A-Z_]+)\s*=\s*"?([^"\n]*?)"?\s*$/gm);
  return { folder, file, secrets: Object.fromEntries([...lines].map(([, name, value]) => [name, value])) };
}

/**
 * Starts the service and its origin; both end with the test `t` (anything with `after`), or by `close()`.
 *
 * - `vars`: variables in place of wrangler.toml's. Empty text is "not set".
 * - `secrets`: in place of the fresh ones; `{}` leaves the worker without any.
 * - `webhook`: `{url, secret}` of a receiver of events.
 * - `faulty`: names of KV and limiter bindings that `fault()` can then break.
 * - `sentinel`: false leaves the denylist without its sentinel.
 */
export async function startService(t, { vars = {}, secrets, webhook, faulty = [], sentinel = true } = {}) {
  const endings = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  t?.after(close);

  const keys = await freshSecrets();
  endings.push(() => rm(keys.folder, { recursive: true, force: true }));
  const origin = await startOrigin();
  endings.push(() => origin.close());
  const mocks = faulty.map((binding) => ({
    config: {
      name: `faulty-${binding.toLowerCase().replace('_', '-')}`,
      main: join(ROOT, 'tests/e2e/faulty.mjs'),
      compatibility_date: '2026-11-17',
      compatibility_flags: ['no_nodejs_compat'],
      kv_namespaces: NAMESPACES.includes(binding) ? [{ binding: 'REAL', id: binding }] : [],
    },
  }));
  const workers = (publicHost) => [
    {
      configPath: 'wrangler.toml',
      vars: {
        PUBLIC_HOST: publicHost,
        BRAND_NAME: 'Acme Forwarding',
        MAIL_FROM: 'tracking@acme.example',
        ORIGIN_URL: origin.url,
        ...(webhook && { WEBHOOK_URL: webhook.url }),
        ...vars,
      },
      secrets: { ...(secrets ?? keys.secrets), ...(webhook && { WEBHOOK_SECRET: webhook.secret }) },
      bindingOverrides: Object.fromEntries(faulty.map((binding, index) => [binding, mocks[index].config.name])),
    },
    ...mocks,
  ];

  const server = createTestHarness({ root: ROOT, workers: workers('localhost') });
  endings.push(() => server.close());

  // The port is known only now, and the service signs for the host that it is told.
  const url = new URL((await server.listen()).url);
  url.hostname = 'localhost';
  const host = url.host;
  await server.update({ root: ROOT, workers: workers(host) });

  const worker = server.getWorker('sealink');
  // A namespace behind a mock is reached through the mock's own binding.
  const kv = Object.fromEntries(
    await Promise.all(
      NAMESPACES.map(async (name) => {
        const mock = mocks[faulty.indexOf(name)];
        return [name, mock ? (await server.getWorker(mock.config.name).getEnv()).REAL : (await worker.getEnv())[name]];
      }),
    ),
  );
  if (sentinel) await kv.DENYLIST.put(SENTINEL.key, SENTINEL.value);

  return {
    /** `http://localhost:PORT`, without a slash at its end. */
    url: url.origin,
    /** What the service was told that it is reached as. */
    host,
    /** Fetches a path over HTTP; redirects are not followed. */
    fetch: (path, init) => fetch(new URL(path, url), { redirect: 'manual', ...init }),
    /** The real local namespaces, by binding. */
    kv,
    /** Every key of a namespace that begins with `prefix`. */
    keys: (namespace, prefix) => keysOf(kv[namespace], prefix),
    /** Every mail so far, oldest first: `{to, from, subject, text, html, headers}`. */
    mails: () => mails(url),
    /** The newest hundred mails, newest first: `{to, subject}`, which costs one request. */
    newestMails: () => newestMails(url),
    /** The demo origin: `{url, answer(reference, body), turn(mode), requests()}`. */
    origin,
    /** An API key with these scopes, comma-separated. */
    apiKey: (scopes = 'mint,read,revoke:own,revoke:any,audit', label = 'test') =>
      sealink('api-key', '--label', label, '--scopes', scopes, '--days', '1', '--dev-vars', keys.file, '--host', host),
    /** Runs the command line against this service with an API key; see `command()`. */
    cli: (key, args, options) => command(args, { SEALINK_URL: url.origin, SEALINK_API_KEY: key }, options),
    /** Does what the clock does every hour, as if it were `at`. */
    tick: (at) => worker.scheduled({ cron: '5 * * * *', scheduledTime: at }),
    /**
     * Has a container looked at now, by a job in the worker's own queue: the looks that pushes and the clock order come
     * minutes later.
     */
    look: async (number) =>
      (await worker.getEnv()).LOOKS.send(JSON.stringify({ look: { kind: 'CONTAINER', number } }), { contentType: 'text' }),
    /** How often a namespace named in `faulty` was called until now. */
    operations: async (binding) => {
      const mock = server.getWorker(mocks[faulty.indexOf(binding)].config.name);
      return Number(await (await mock.fetch('http://faulty/')).text());
    },
    /** Breaks a binding named in `faulty`: `slow`, `fail`, `hang`, `wrong` type, `empty`, or `ok` again. */
    fault: async (binding, mode) => {
      const mock = mocks[faulty.indexOf(binding)];
      await server.getWorker(mock.config.name).fetch(`http://faulty/${mode}`, { method: 'POST' });
    },
    /** What the worker logged: `{level, message, timestamp}`. */
    logs: () => server.getLogs(),
    close,
  };
}

/**
 * Runs the command line with only these variables: `{code, signal, stdout, stderr}`. `onStart` is given the process,
 * to kill it.
 */
function command(args, env, { onStart, ...options } = {}) {
  return new Promise((settle, fail) => {
    const run = spawn(join(ROOT, 'target/debug/sealink'), args, { stdio: ['ignore', 'pipe', 'pipe'], env, ...options });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) run[name].on('data', (text) => (said[name] += text));
    run.on('error', fail);
    run.on('close', (code, signal) => settle({ code, signal, ...said }));
    onStart?.(run);
  });
}

async function keysOf(namespace, prefix) {
  const names = [];
  let cursor;
  do {
    const part = await namespace.list({ prefix, cursor });
    names.push(...part.keys.map(({ name }) => name));
    cursor = part.list_complete ? undefined : part.cursor;
  } while (cursor);
  return names;
}

/** Starts any one worker, by `{configPath}` or an inline `{config}`: `{fetch, logs, worker}`; it ends with the test. */
export async function startWorker(t, input) {
  const server = createTestHarness({ root: ROOT, workers: [input] });
  t?.after(() => server.close());
  const { url } = await server.listen();
  return {
    fetch: (path, init) => fetch(new URL(path, url), { redirect: 'manual', ...init }),
    logs: () => server.getLogs(),
    worker: server.getWorker(),
  };
}

/** Starts the demo origin alone, on a port of its own. */
export async function startOrigin(vars = {}) {
  const server = createTestHarness({ root: ROOT, workers: [{ configPath: 'tests/origin/wrangler.toml', vars }] });
  const { url } = await server.listen();
  const call = async (method, path, body) => {
    const response = await fetch(new URL(path, url), { method, body });
    if (!response.ok) throw new Error(`demo origin: ${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    url: new URL(url).origin,
    /** Serves `body` (text, or a value to be written as JSON) for `reference` from now on. */
    answer: (reference, body) =>
      call('PUT', `/demo/answers/${encodeURIComponent(reference)}`, typeof body === 'string' ? body : JSON.stringify(body)),
    /** `ok`, `slow`, `down` or `nonsense`. */
    turn: (mode, delayMs) => call('POST', '/demo/switch', JSON.stringify({ mode, delayMs })),
    /** How often each reference was asked for. */
    requests: async () => (await call('GET', '/demo/requests')).json(),
    /** Its shipments: `{about, container, masterBill, booking, ...}`. */
    journeys: async () => (await call('GET', '/demo/journeys')).json(),
    reset: () => call('DELETE', '/demo'),
    close: () => server.close(),
  };
}

async function ask(serviceUrl, query) {
  return (await (await fetch(new URL(`${MAILBOX}?${query}`, serviceUrl))).json()).result;
}

function newestMails(serviceUrl) {
  return ask(serviceUrl, 'per_page=100');
}

/** Reads wrangler's local mailbox: every mail so far, oldest first. */
export async function mails(serviceUrl) {
  const ids = (await newestMails(serviceUrl)).map(({ messageId }) => messageId.replace(/^<|>$/g, '')).reverse();
  return Promise.all(
    ids.map(async (id) => {
      const { to, from, subject, text, html, headers } = await ask(serviceUrl, `email_id=${encodeURIComponent(id)}`);
      return { to, from, subject, text, html, headers };
    }),
  );
}
