// The peers of our map: our own tracking page with a map library in the place of our SVG. The text, the style and the
// size of the map are the same; there is no tile server, because land comes as one GeoJSON file.
//
// Where there was a choice, it fell for the peer: bundled and minified, coordinates cut to a hundredth of a degree
// (a third of the bytes; a kilometre, less than a pixel here), the land preloaded, and compressed once for all loads.

import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

import { build } from 'esbuild';
import { feature } from 'topojson-client';

import { ROOT } from '../../e2e/harness.mjs';

export const OUT = join(ROOT, 'tests/out/compare');
export const PEERS = ['leaflet', 'maplibre'];

const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
const require = createRequire(import.meta.url);

/** Makes the peers' pages in `OUT` of ours, as `ourPage` reads it. */
export async function buildPeers(ourPage) {
  await rm(OUT, { recursive: true, force: true });
  const land = await landOfTheWorld();
  for (const peer of PEERS) {
    await mkdir(join(OUT, peer), { recursive: true });
    await build({
      entryPoints: { map: join(import.meta.dirname, peer, 'map.mjs') },
      outdir: join(OUT, peer),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'chrome120',
      loader: { '.png': 'dataurl' },
      logLevel: 'error',
    });
    await writeFile(join(OUT, peer, 'land.json'), land);
    await writeFile(join(OUT, peer, 'index.html'), ourPage.replace('<!-- head of the peer -->', HEAD));
  }
  // MapLibre 6 wants its worker as a file of its own.
  const maplibre = dirname(require.resolve('maplibre-gl/package.json'));
  await copyFile(join(maplibre, 'dist/maplibre-gl-worker.mjs'), join(OUT, 'maplibre/maplibre-gl-worker.mjs'));
}

const HEAD = `
  <link rel="stylesheet" href="map.css">
  <link rel="preload" href="land.json" as="fetch" crossorigin>
  <script type="module" src="map.mjs"></script>`;

/** Runs in our tracking page: its HTML as the service sends it, with an empty `div#map` of the same size as our map. */
export async function ourPageWithoutMap(selector) {
  const { width, height } = document.querySelector(selector).getBoundingClientRect();
  const page = new DOMParser().parseFromString(await (await fetch(location)).text(), 'text/html');
  for (const script of page.querySelectorAll('script')) script.remove();
  const map = page.createElement('div');
  map.id = 'map';
  map.style.cssText = `width: ${width}px; height: ${height}px`;
  page.querySelector(selector).replaceWith(map);
  page.head.append(page.createComment(' head of the peer '));
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

/** Serves `OUT`: `{host, close()}`. */
export async function servePeers() {
  const server = createServer((asked, reply) => {
    const path = asked.url.endsWith('/') ? `${asked.url}index.html` : asked.url;
    const known = PEERS.some((peer) => path.startsWith(`/${peer}/`)) && !path.includes('..');
    const file = createReadStream(join(OUT, known ? path : '/none'));
    file.on('open', () => {
      reply.writeHead(200, { 'content-type': TYPES[extname(path)] });
      file.pipe(reply);
    });
    file.on('error', () => reply.writeHead(404).end());
  });
  await new Promise((listening) => server.listen(0, 'localhost', listening));
  return { host: `localhost:${server.address().port}`, close: () => server.close() };
}

async function landOfTheWorld() {
  const topology = JSON.parse(await readFile(require.resolve('world-atlas/land-50m.json'), 'utf8'));
  const short = (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value);
  return JSON.stringify(feature(topology, topology.objects.land), short);
}
