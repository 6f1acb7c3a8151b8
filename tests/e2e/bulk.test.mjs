// Many links at once through the built worker: every row is answered, and whatever is cut off is made whole by
// sending it again.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { api } from './browser.mjs';
import { ROOT, startService, until } from './harness.mjs';

const BATCH = '/share/links/batch';
const MOST = 500;
/** Thousands of simulated KV operations take a while where the machine does other things. */
const PATIENT = { timeout: 300_000 };

/** Rows, each of them another booking for another recipient. */
const bookings = (count, name = 'BOOK') =>
  Array.from({ length: count }, (_, at) => ({ booking: `${name}${at}`, email: `r${at}@acme.example` }));

const asMint = ({ booking, email }) => ({
  targets: [{ targetType: 'BOOKING', targetIds: [booking] }],
  receiverIds: [email],
});

/** The ways to write rows: media type and text. */
const FORMATS = {
  JSON: (rows) => ['application/json', JSON.stringify({ links: rows.map(asMint) })],
  NDJSON: (rows) => ['application/x-ndjson', rows.map((row) => JSON.stringify(asMint(row))).join('\n')],
  CSV: (rows) => ['text/csv', `booking,email\n${rows.map(({ booking, email }) => `${booking},${email}\n`).join('')}`],
};

async function post(service, key, idempotencyKey, [mediaType, body], signal) {
  const reply = await service.fetch(BATCH, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': mediaType, 'idempotency-key': idempotencyKey },
    body,
    signal,
  });
  const text = await reply.text();
  assert.equal(reply.status, 200, text);
  return JSON.parse(text).response;
}

const idsOf = (batch) => batch.results.map(({ link }) => link.linkId);
const counts = ({ created, known, failed }) => [created, known, failed];
const recorded = async (service) => (await service.keys('REGISTRY', 'link:')).map((key) => key.slice('link:'.length)).sort();

/** Pages through the whole list. */
async function list(service, key) {
  const ids = [];
  let cursor;
  do {
    const query = new URLSearchParams({ limit: 100, ...(cursor && { cursor }) });
    const page = await api(service, key, 'GET', `/share/links?${query}`);
    assert.equal(page.status, 200, JSON.stringify(page.json));
    ids.push(...page.json.response.links.map(({ linkId }) => linkId));
    cursor = page.json.response.nextCursor;
  } while (cursor);
  return ids;
}

/** A folder with a file in it; both are gone after the test. */
async function fileOf(t, name, text) {
  const folder = await mkdtemp(join(tmpdir(), 'sealink-bulk-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test('every row of a batch is answered in its order, however the rows are written', PATIENT, async (t) => {
  const service = await startService(t);
  for (const [name, write] of Object.entries(FORMATS)) {
    await t.test(name, async () => {
      const key = await service.apiKey('mint,read');
      const rows = bookings(60, name);
      rows[7].booking = 'NO?';
      const batch = await post(service, key, 'monday', write(rows));
      assert.deepEqual(counts(batch), [59, 0, 1]);
      assert.deepEqual(batch.results.map(({ row }) => row), rows.map((_, at) => at + 1));
      assert.equal(batch.results[7].problem.code, 'invalid_field');
      for (const [at, { link }] of batch.results.entries()) {
        if (at === 7) continue;
        const { response } = (await api(service, key, 'GET', `/share/links/${link.linkId}`)).json;
        assert.equal(response.shipments[0].number, rows[at].booking);
        assert.equal(new URL(link.shareUrl).host, service.host);
      }
      rows[7].booking = 'YES';
      const again = await post(service, key, 'monday', write(rows));
      assert.deepEqual(counts(again), [1, 59, 0], 'the corrected one is all that is new');
    });
  }
});

test('500 rows that are cut off half way and sent again whole are 500 links', PATIENT, async (t) => {
  const service = await startService(t, { faulty: ['REGISTRY'] });
  const key = await service.apiKey('mint,read');
  const rows = bookings(MOST);
  const body = FORMATS.CSV(rows);

  await service.fault('REGISTRY', 'slow');
  const cut = new AbortController();
  const call = post(service, key, 'monday', body, cut.signal);
  await until(async () => (await recorded(service)).length > 0, 'the first record');
  cut.abort();
  await assert.rejects(call, { name: 'AbortError' });
  const before = await recorded(service);
  assert.ok(before.length < MOST, 'it was cut off in the middle');
  await service.fault('REGISTRY', 'ok');

  const begun = performance.now();
  const whole = await post(service, key, 'monday', body);
  t.diagnostic(`${before.length} records at the cut; the whole batch then took ${Math.round(performance.now() - begun)} ms`);
  const ids = idsOf(whole);
  assert.deepEqual(whole.results.map(({ row }) => row), rows.map((_, at) => at + 1));
  assert.equal(whole.failed, 0);
  assert.equal(new Set(ids).size, MOST, 'none lost, none shared');
  assert.deepEqual(await recorded(service), ids.toSorted(), 'no duplicate');
  assert.ok(before.every((id) => ids.includes(id)), 'what was made before the cut is among them');

  const isListed = async () => (await service.keys('REGISTRY', 'by:time:')).length === MOST;
  await until(isListed, 'all of them in the list', 240);
  assert.deepEqual((await list(service, key)).sort(), ids.toSorted(), 'the list has each of them once');
  const taken = Math.round(performance.now() - begun);
  t.diagnostic(`all are listed after ${taken} ms; ${await service.operations('REGISTRY')} KV operations in all`);
});

test('the command line, killed half way through 500 rows and started again, goes on where it ended', PATIENT, async (t) => {
  const service = await startService(t, { faulty: ['REGISTRY'] });
  const key = await service.apiKey('mint');
  const file = await fileOf(t, 'rows.csv', FORMATS.CSV(bookings(MOST))[1]);
  const results = async () => {
    const text = await readFile(`${file}.results.ndjson`, 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  };

  await service.fault('REGISTRY', 'slow');
  const kill = async (run) => {
    await until(async () => (await results()).length > 0, 'the first results');
    run.kill('SIGKILL');
  };
  const killed = await service.cli(key, ['bulk', file], { onStart: kill });
  assert.equal(killed.signal, 'SIGKILL', killed.stderr);
  const before = await results();
  assert.ok(before.length > 0 && before.length < MOST, `${before.length} results`);
  await service.fault('REGISTRY', 'ok');

  const begun = performance.now();
  const resumed = await service.cli(key, ['bulk', file, '--json']);
  t.diagnostic(`${before.length} results at the kill; the rest took ${Math.round(performance.now() - begun)} ms`);
  assert.equal(resumed.code, 0, resumed.stderr);
  const { summary } = JSON.parse(resumed.stdout.trim().split('\n').at(-1));
  assert.deepEqual([summary.rows, summary.skipped, summary.failed, summary.unsent], [MOST, before.length, 0, 0]);
  const ids = (await results()).map(({ link }) => link.linkId);
  assert.equal(new Set(ids).size, MOST);
  assert.deepEqual(await recorded(service), ids.toSorted(), 'no duplicate, none lost');

  const third = await service.cli(key, ['bulk', file]);
  assert.equal(third.code, 0);
  assert.match(third.stdout, /500 skipped/);
});

test('a file with bad rows ends with code 3, and the API refuses the very same rows', async (t) => {
  const service = await startService(t);
  const key = await service.apiKey('mint');
  const text = await readFile(join(ROOT, 'tests/e2e/bad-rows.csv'), 'utf8');
  const file = await fileOf(t, 'bad-rows.csv', text);
  const run = await service.cli(key, ['bulk', file, '--json']);
  assert.equal(run.code, 3, run.stderr);
  const lines = run.stdout.trim().split('\n').map((line) => JSON.parse(line));
  const { summary } = lines.pop();
  const batch = await post(service, key, 'monday', ['text/csv', text]);
  assert.deepEqual([summary.rows, summary.failed], [batch.results.length, batch.failed]);
  assert.ok(batch.created > 0 && batch.failed > 0);
  const failed = (all) => all.filter(({ outcome }) => outcome === 'failed').map(({ row }) => row).sort((a, b) => a - b);
  assert.deepEqual(failed(lines), failed(batch.results));
  const again = await service.cli(key, ['bulk', file]);
  assert.equal(again.code, 3, 'what failed is tried again');
  assert.match(again.stdout, new RegExp(`${summary.created + summary.known} skipped`));
});
