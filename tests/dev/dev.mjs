// `make dev`: the service and a demo origin on this machine, ready to be clicked.
//
// Variables: PORT (8787), ORIGIN_URL and ORIGIN_FORMAT (another origin in the demo's place, and what it speaks), SHIPMENT (the container
// of the ready-made link), DEMO_SPEED (3600 makes an hour of the demo's journeys pass in a second).

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { SENTINEL } from '../e2e/sentinel.mjs';
import { mailLines } from './mail-lines.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const WRANGLER = resolve(ROOT, 'node_modules/wrangler/bin/wrangler.js');
const SEALINK = resolve(ROOT, 'target/debug/sealink');
const SECRETS = '.dev.vars';
const MAILBOX = 'you@example.com';
/** A start takes seconds; one that takes longer has failed. */
const PATIENCE_MS = 60_000;

const port = Number(process.env.PORT || 8787);
const demo = !process.env.ORIGIN_URL;
const children = [];
let stopping = false;

process.chdir(ROOT);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));
await main().catch((error) => {
  console.error(`\n${error.message}`);
  stop(1);
});

async function main() {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('PORT has to be a number from 1 to 65535.');
  if (!(await isFree(port))) {
    throw new Error(`Port ${port} is in use. Stop what uses it, or take another: make dev PORT=${port + 1}`);
  }
  console.log('Starting ...');
  const originPort = demo ? await freePort() : undefined;
  const origin = demo ? `http://127.0.0.1:${originPort}` : process.env.ORIGIN_URL;
  const host = `localhost:${port}`;

  if (!existsSync(SECRETS)) {
    sealink('keygen', '--dev-vars', SECRETS);
  }
  if (demo) {
    wrangler('demo origin', () => {}, [
      'dev', '--config', 'tests/origin/wrangler.toml', '--port', String(originPort), '--ip', '127.0.0.1',
      ...variables({ DEMO_BASE: new Date().toISOString(), DEMO_SPEED: process.env.DEMO_SPEED || '1', ORIGIN_TOKEN: ownSecret('ORIGIN_TOKEN') }),
    ]);
  }
  execFileSync(process.execPath, [WRANGLER, 'kv', 'key', 'put', '--local', '--binding', 'DENYLIST', SENTINEL.key, SENTINEL.value], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://${host}`;
  wrangler('service', mailLines((line) => console.log(line.replaceAll(`${ROOT}/`, ''))), [
    'dev', '--port', String(port), '--ip', 'localhost',
    ...variables({
      PUBLIC_HOST: host,
      BRAND_NAME: 'Acme Forwarding',
      MAIL_FROM: 'tracking@acme.example',
      ORIGIN_URL: origin,
      ORIGIN_FORMAT: process.env.ORIGIN_FORMAT,
      BRAND_CONTACT: 'desk@acme.example',
      OPS_ADDRESSES: MAILBOX,
    }),
  ]);
  await ready(`${base}/healthz`);
  if (demo) await ready(`${origin}/demo/journeys`);

  const apiKey = sealink(
    'api-key', '--label', 'dev', '--scopes', 'mint,read,revoke:own,revoke:any,audit', '--days', '30', '--dev-vars', SECRETS, '--host', host,
  );
  const shipment = process.env.SHIPMENT || JSON.parse(readFileSync('tests/origin/journeys/at-sea.json', 'utf8')).container;
  const link = await mint(base, apiKey, shipment);

  console.log(`
Sealink is running.

  Service     ${base}
  Share link  ${link}#to=${MAILBOX}
              for ${MAILBOX}, to whom it mails a code
  Dashboard   ${base}/ops
              ${MAILBOX} may sign in; the code is mailed as well
  API key     ${apiKey}
  Mails       ${relative(ROOT, '.wrangler/tmp/email')}/*/email-text/*.txt (each is named here when it is sent)
  Origin      ${origin}${demo ? ' (a demo; its shipments are in tests/origin/journeys/)' : ''}
  Stop        Ctrl-C
`);
  if (demo) {
    console.log(`  Break the origin:  curl -X POST ${origin}/demo/switch -d '{"mode":"down"}'   (slow, nonsense, ok)\n`);
  }
}

/** Runs the command line; what it says besides its output is shown only when it fails. */
function sealink(...args) {
  return execFileSync(SEALINK, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Starts wrangler; every line of its output goes to `online`, and its end is the end of everything. */
function wrangler(name, online, args) {
  const child = spawn(process.execPath, [WRANGLER, ...args, '--show-interactive-dev-session=false', '--inspector-port=0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > 40) tail.shift();
      online(line);
    });
  }
  child.on('exit', (code) => {
    if (stopping) return;
    console.error(`The ${name} ended (${code}). Its last lines:\n\n${tail.join('\n')}`);
    stop(1);
  });
  children.push(child);
}

/** Stops every child and waits for its end, so that nothing is left running. */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  const ends = children
    .filter((child) => child.exitCode === null && child.signalCode === null)
    .map((child) => new Promise((ended) => child.once('exit', ended)));
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(ends);
  process.exit(code);
}

function variables(values) {
  return Object.entries(values)
    .filter(([, value]) => value)
    .flatMap(([name, value]) => ['--var', `${name}:${value}`]);
}

/** One of the local secrets, so that the demo origin asks for the token that the service sends. */
function ownSecret(name) {
  return new RegExp(`^${name}\\s*=\\s*"?([^"\\n]*)`, 'm').exec(readFileSync(SECRETS, 'utf8'))?.[1];
}

async function ready(url) {
  const end = Date.now() + PATIENCE_MS;
  let last = 'no answer';
  while (Date.now() < end && !stopping) {
    try {
      const reply = await fetch(url);
      if (reply.ok) return;
      last = `${reply.status} ${await reply.text()}`;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error(`${url} did not get ready: ${last}`);
}

async function mint(base, apiKey, shipment) {
  const reply = await fetch(`${base}/share/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ targets: [{ targetType: 'CONTAINER', targetIds: [shipment] }], receiverIds: [MAILBOX] }),
  });
  const text = await reply.text();
  if (reply.status !== 201) throw new Error(`The ready-made link could not be minted: ${reply.status} ${text}`);
  return JSON.parse(text).response.shareUrl;
}

/** Whether nothing listens on the port, on either of the addresses that `localhost` has. */
async function isFree(candidate) {
  const tries = await Promise.all(['127.0.0.1', '::1'].map((address) => listens(candidate, address)));
  return tries.every((outcome) => outcome !== 'EADDRINUSE');
}

async function freePort() {
  return listens(0, '127.0.0.1');
}

/** Listens for a moment: the port it got, or the error's code. */
function listens(candidate, address) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(error.code));
    server.listen({ port: candidate, host: address, exclusive: true }, () => {
      const got = server.address().port;
      server.close(() => done(got));
    });
  });
}
