// `make bench`: how long the library takes to draw, as wasm under workerd.
//
// workerd's clock stands still while a worker computes, so time is taken here, around requests that draw a case many
// times, and what a request costs that draws nothing is taken off. Rounds go through all cases in turns, so that what
// else the machine does hits all alike; the least of the rounds is what it takes when the machine does nothing else.
//
// It fails only when a case cannot be drawn, and with SEALINK_BUDGET=1 when the least is over a budget.

import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = resolve(import.meta.dirname, '../..');
const ROUNDS = Number(process.env.ROUNDS || 15);
/** How long one request should draw, in milliseconds: long beside a request's own time. */
const SPAN_MS = 60;
/** How often a case is drawn before anything counts: V8 has compiled it well by then. */
const WARM_UP_MS = 600;
/** How many isolates' first drawings are looked at. */
const FRESH = 5;

/** What is drawn, and its budget in milliseconds, if it has one. */
const CASES = [
  ['worst', 'page, 10 shipments of 300 events', 10],
  ['worst-ar', 'the same in Arabic', 10],
  ['worst-seen', 'the same, each vessel seen 500 times'],
  ['page', 'page of one ordinary journey'],
  ['page-ar', 'the same in Arabic'],
  ['worst-map', 'map of 43 calls', 5],
  ['worst-map-seen', 'the same, its vessel seen 500 times', 5],
  ['map', 'map of the ordinary journey', 5],
  ['land', 'land of the whole world, not drawn before'],
  ['needed', 'which ways 10 such maps need'],
  ['worst-facts', 'facts of the worst page as JSON'],
  ['facts', 'facts of the ordinary page as JSON'],
  ['read', 'one of the 10 read from the cache'],
];

// Before wrangler is loaded: no telemetry, no fetching of `Request.cf`.
Object.assign(process.env, {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_LOG: process.env.WRANGLER_LOG ?? 'error',
});
const { createTestHarness } = await import('wrangler');

/** Starts the worker in a fresh isolate; `{draw(case), time(case, times), close()}`. */
async function start() {
  const server = createTestHarness({ root: ROOT, workers: [{ configPath: 'tests/bench-worker/wrangler.toml' }] });
  const { url } = await server.listen();
  const ask = async (path) => {
    const response = await fetch(new URL(path, url));
    const text = await response.text();
    if (!response.ok) throw new Error(`/${path}: ${response.status} ${text}`);
    return text;
  };
  return {
    draw: ask,
    /** How many milliseconds the request took. */
    time: async (name, times) => {
      const begun = performance.now();
      await ask(`${name}/${times}`);
      return performance.now() - begun;
    },
    close: () => server.close(),
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const least = (numbers) => Math.min(...numbers);

/** Prints rows below a head; all columns but the first are numbers. */
function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  for (const row of all) {
    console.log(row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  '));
  }
  console.log();
}

/** Many drawings of every case by one isolate: `[{what, budget, each, raw, zipped}]`. */
async function warm() {
  const worker = await start();
  try {
    const cases = [];
    for (const [name, what, budget] of CASES) {
      const drawn = await worker.draw(name);
      let [times, spent] = [1, 0];
      for (let all = 0; all < WARM_UP_MS; all += spent) {
        spent = await worker.time(name, times);
        if (spent < SPAN_MS) times *= 2;
      }
      cases.push({ name, what, budget, times, own: [], spent: [], raw: Buffer.byteLength(drawn), zipped: gzipSync(drawn).length });
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const drawing of cases) {
        drawing.own.push(await worker.time(drawing.name, 0));
        drawing.spent.push(await worker.time(drawing.name, drawing.times));
      }
    }
    // A request that draws nothing may be held up, too: the median of them is taken off.
    return cases.map((drawing) => ({
      ...drawing,
      each: drawing.spent.map((spent) => (spent - median(drawing.own)) / drawing.times),
    }));
  } finally {
    await worker.close();
  }
}

/** The first ways by sea that isolates seek: `{first, second}`, each the milliseconds of some isolates. */
async function fresh() {
  const found = { first: [], second: [] };
  for (let isolate = 0; isolate < FRESH; isolate += 1) {
    const worker = await start();
    try {
      await worker.time('lane', 0);
      const own = await worker.time('lane', 0);
      found.first.push((await worker.time('lane', 1)) - own);
      found.second.push((await worker.time('another-lane', 1)) - own);
    } finally {
      await worker.close();
    }
  }
  return found;
}

const cases = await warm();
const ms = (number) => number.toFixed(number < 1 ? 3 : 2);
table(
  ['drawn again and again', 'median ms', 'least ms', 'budget ms', 'bytes', 'gzipped'],
  cases.map(({ what, each, budget, raw, zipped }) => [
    what, ms(median(each)), ms(least(each)), budget ? String(budget) : '', String(raw), String(zipped),
  ]),
);
const { first, second } = await fresh();
table(
  ['in a fresh isolate', 'median ms', 'least ms'],
  [
    ['the sea chart and the first way (Shanghai to Los Angeles)', ms(median(first)), ms(least(first))],
    ['the second way (Busan to Rotterdam)', ms(median(second)), ms(least(second))],
  ],
);

if (process.env.SEALINK_BUDGET === '1') {
  const over = cases.filter(({ each, budget }) => budget && least(each) > budget);
  for (const { what, each, budget } of over) console.error(`Over budget: ${what}: ${ms(least(each))} ms of ${budget} ms`);
  process.exitCode = over.length ? 1 : 0;
}
