// The programs of the reference page, as they stand there, against the built worker.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { ROOT, startService } from './harness.mjs';
import { pythonPrograms } from './python.mjs';

test('every example program mints, lists, previews and revokes', async (t) => {
  const service = await startService(t);
  const key = await service.apiKey('mint,read,revoke:own');
  for (const [file, program] of [
    ['share.sh', 'sh'],
    ['share.py', join(pythonPrograms(), 'python')],
    ['share.ts', process.execPath],
  ]) {
    await t.test(file, async () => {
      const { stdout } = await promisify(execFile)(program, [join(ROOT, 'tests/examples', file)], {
        env: { PATH: process.env.PATH, SEALINK_URL: service.url, SEALINK_API_KEY: key },
      });
      const [, linkId] = /^minted ([\w-]{22})$/m.exec(stdout) ?? assert.fail(stdout);
      assert.match(stdout, /^it is active$/m);
      assert.match(stdout, /^a revocation hits 1 link$/m);
      assert.match(stdout, new RegExp(`^revoked ${linkId}$`, 'm'));
      const reply = await service.fetch(`/share/links/${linkId}`, { headers: { authorization: `Bearer ${key}` } });
      assert.equal((await reply.json()).response.state, 'revoked');
    });
  }
});
