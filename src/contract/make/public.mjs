// Writes the contract into what the platform serves as files: `node src/contract/make/public.mjs DIRECTORY SEALINK`,
// at build time, with what the command line at SEALINK prints.
//
// DIRECTORY/_headers is there already, with the headers of every reply for the map's tiles; all files get the same,
// but for what a page needs and for how long they are kept.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [root, sealink] = process.argv.slice(2);
if (!sealink) throw new Error('usage: node public.mjs DIRECTORY SEALINK');
const printed = (...args) => execFileSync(sealink, ['openapi', ...args], { encoding: 'utf8', maxBuffer: 1e8 });

const document = printed();
const page = printed('--html');
const tracking = printed('--tracking');
const style = /<style>([^]*?)<\/style>/.exec(page)[1];
const hash = createHash('sha256').update(style).digest('base64');

/** Long enough for a reader, short enough for a deployment to be seen. */
const CACHE = 'public, max-age=300';
const FILES = {
  '/openapi.json': { 'Content-Type': 'application/json', 'Cache-Control': CACHE },
  '/tracking.schema.json': { 'Content-Type': 'application/schema+json', 'Cache-Control': CACHE },
  '/reference.html': {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': CACHE,
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  },
};

const headers = join(root, '_headers');
const [tiles] = readFileSync(headers, 'utf8').split(/^(?=\/(?:openapi|reference|tracking)\.)/m);
const everyReply = tiles.trim().split('\n').slice(1).map((line) => line.trim().split(/: (.*)/s));
const entry = ([path, own]) => {
  const all = { ...Object.fromEntries(everyReply.map(([name, value]) => [name, value])), ...own };
  return `${path}\n${Object.entries(all).map(([name, value]) => `  ${name}: ${value}\n`).join('')}`;
};
writeFileSync(headers, tiles + Object.entries(FILES).map(entry).join(''));
writeFileSync(join(root, 'reference.html'), page);
writeFileSync(join(root, 'tracking.schema.json'), tracking);
// Last: a build that was broken off begins again.
writeFileSync(join(root, 'openapi.json'), document);
