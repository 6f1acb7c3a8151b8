// Schemathesis tries the served contract on the built worker: what the document allows has to be taken, what it does
// not has to be refused, and every answer has to be one that is documented.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { ROOT, startService } from './harness.mjs';
import { pythonPrograms } from './python.mjs';

const OUT = join(ROOT, 'tests/out/schemathesis');
/** Of random requests per operation and way of making them; examples, bounds and chains of calls come on top. */
const EXAMPLES = '80';
const LEAST = 2_000;

/** What a run prints; its exit code says whether it failed. */
function schemathesis(service, key, ...more) {
  const args = [
    '--config-file', join(ROOT, 'tests/e2e/schemathesis.toml'),
    'run', `${service.url}/openapi.json`,
    // All checks but what schemathesis.toml says.
    '--phases', 'examples,coverage,fuzzing,stateful',
    '--max-examples', EXAMPLES, '--generation-deterministic', '--continue-on-failure', '--no-color',
    '--header', `Authorization: Bearer ${key}`,
    '--report', 'junit,ndjson', '--report-junit-path', join(OUT, 'junit.xml'), '--report-ndjson-path', join(OUT, 'events.ndjson'),
    ...more,
  ];
  return new Promise((done) => {
    const options = { cwd: ROOT, maxBuffer: 1e9, env: { ...process.env, SEALINK_URL: service.url, SEALINK_API_KEY: key } };
    execFile(join(pythonPrograms(), 'schemathesis'), args, options, (error, stdout, stderr) =>
      done({ code: error ? error.code : 0, output: stdout + stderr }),
    );
  });
}

test('the service is as its contract says, whatever it is asked', { timeout: 600_000 }, async (t) => {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  // A limiter that always lets pass: the run makes more calls in a minute than a key has.
  const service = await startService(t, { faulty: ['LIMIT_API'] });
  const { code, output } = await schemathesis(service, await service.apiKey());
  await writeFile(join(OUT, 'output.txt'), output);
  const [, errors, failures] = /<testsuites errors="(\d+)" failures="(\d+)"/.exec(await readFile(join(OUT, 'junit.xml'), 'utf8'));
  const report = output.slice(output.indexOf('= FAILURES ='));
  assert.deepEqual({ code, errors, failures }, { code: 0, errors: '0', failures: '0' }, report);
  const calls = await callsByOperation();
  t.diagnostic(`${calls.all} calls: ${JSON.stringify(calls)}`);
  assert.ok(calls.all >= LEAST, `${calls.all} calls are too few`);
});

/** How often each operation was called, by its label; those of chains of calls together. */
async function callsByOperation() {
  const calls = { all: 0 };
  for (const line of (await readFile(join(OUT, 'events.ndjson'), 'utf8')).trim().split('\n')) {
    const { recorder } = JSON.parse(line).ScenarioFinished ?? {};
    // A scenario that was skipped called nobody.
    if (!recorder?.interactions) continue;
    const count = Object.keys(recorder.interactions).length;
    calls[recorder.label] = (calls[recorder.label] ?? 0) + count;
    calls.all += count;
  }
  return calls;
}
