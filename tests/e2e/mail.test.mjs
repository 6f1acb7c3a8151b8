// Mails, as they arrive: at a real mail server (aiosmtpd) without TLS, with it from the first byte and from STARTTLS on,
// at a provider over HTTP, and at the platform's binding.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { pythonPrograms } from './python.mjs';

const FOLDER = mkdtempSync(join(tmpdir(), 'sealink-mail-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A self-signed certificate for a host, by OpenSSL: `[certificate, key]`, the files' paths. */
function certificate(name, host) {
  const [file, key] = [join(FOLDER, `${name}.pem`), join(FOLDER, `${name}.key`)];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', '2'];
  const files = ['-keyout', key, '-out', file];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: ['ignore', 'ignore', 'pipe'] });
  return [file, key];
}

const TRUSTED = certificate('trusted', 'localhost');
const OTHER_HOST = certificate('other-host', 'mail.other.example');
const UNKNOWN = certificate('unknown', 'localhost');

// Miniflare has workerd trust these, and reads the variable once: so before the harness loads it.
process.env.NODE_EXTRA_CA_CERTS = join(FOLDER, 'trusted-all.pem');
writeFileSync(process.env.NODE_EXTRA_CA_CERTS, [TRUSTED, OTHER_HOST].map(([file]) => readFileSync(file, 'utf8')).join(''));
const { api } = await import('./browser.mjs');
const { startService, until } = await import('./harness.mjs');

const RECIPIENT = 'jane@acme.example';
const BRAND = 'Spedition Müller & Söhne 海運';
const NOTE = 'Bitte vor 12 Uhr anrufen.\n.\n海運 = Seefracht, über Öresund';

/** Starts the mail server; it ends with the test. */
async function startMailServer(t, mode, files = []) {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'mailserver.py');
  const python = join(pythonPrograms(), 'python');
  const server = spawn(python, [script, mode, ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  const mails = [];
  const port = await new Promise((settle, fail) => {
    server.on('error', fail);
    server.on('exit', (code) => fail(new Error(`the mail server ended with ${code}`)));
    let first = true;
    createInterface(server.stdout).on('line', (line) => {
      if (first) settle(line);
      else mails.push(JSON.parse(line));
      first = false;
    });
  });
  return { port, mails };
}

const smtp = (server, mode) => ({
  MAIL_CARRIER: 'smtp',
  MAIL_SMTP_HOST: 'localhost',
  MAIL_SMTP_PORT: server.port,
  MAIL_SMTP_TLS: mode,
  ...(mode !== 'none' && { MAIL_SMTP_USER: 'acme', MAIL_SMTP_PASSWORD: 'correct-horse' }),
});

/** A service with these settings, and a link that it has mailed: `{service, shareUrl, statuses}`. */
async function shared(t, vars, receiverIds = [RECIPIENT]) {
  const service = await startService(t, { vars: { BRAND_NAME: BRAND, ...vars } });
  const minted = await share(service, receiverIds);
  return { service, ...minted };
}

async function share(service, receiverIds = [RECIPIENT]) {
  const minted = await api(service, await service.apiKey(), 'POST', '/share/links', {
    targets: [{ targetType: 'BOOKING', targetIds: ['BOOK1'] }],
    receiverIds,
    note: NOTE,
    notify: true,
  });
  assert.equal(minted.status, 201, JSON.stringify(minted.json));
  const { linkId, shareUrl, deliveries } = minted.json.response;
  return { linkId, shareUrl, statuses: deliveries.map(({ status }) => status) };
}

/** Whether subject and both parts say what they should. */
function says(subject, text, html, shareUrl) {
  const url = `${shareUrl}#to=jane%40acme.example`;
  assert.ok(subject.includes(BRAND), subject);
  assert.ok(text.includes(BRAND) && text.includes(url), text);
  for (const line of NOTE.split('\n')) assert.ok(text.includes(line), line);
  assert.ok(html.includes(BRAND.replace('&', '&amp;')) && html.includes(`href="${url}"`), html);
  assert.ok(html.includes('海運 = Seefracht, über Öresund'), html);
}

for (const [mode, files] of [['none', []], ['implicit', TRUSTED], ['starttls', TRUSTED]]) {
  test(`a link is mailed by SMTP, TLS ${mode}`, async (t) => {
    const server = await startMailServer(t, mode, files);
    const { service, shareUrl, statuses } = await shared(t, smtp(server, mode), [RECIPIENT, 'nobody@acme.example']);
    assert.deepEqual(statuses, ['sent', 'failed'], JSON.stringify(service.logs()));
    await until(() => server.mails.length > 0, 'the mail');
    assert.equal(server.mails.length, 1);
    const [mail] = server.mails;
    assert.equal(mail.from, 'tracking@acme.example');
    assert.deepEqual(mail.to, [RECIPIENT]);
    assert.equal(mail.tls, mode !== 'none');
    assert.equal(mail.user, mode === 'none' ? null : 'acme');
    assert.equal(mail.helo, 'localhost');
    assert.deepEqual(mail.defects, []);
    assert.ok(mail.longest <= 76, `${mail.longest}`);
    assert.equal(mail.headers.From, `${BRAND} <tracking@acme.example>`);
    assert.equal(mail.headers.To, RECIPIENT);
    assert.match(mail.headers['Message-ID'], /^<[\w-]{22}@acme\.example>$/);
    assert.equal(mail.headers['Auto-Submitted'], 'auto-generated');
    assert.ok(Math.abs(Date.parse(mail.headers.Date) - Date.now()) < 600_000, mail.headers.Date);
    assert.deepEqual(Object.keys(mail.parts), ['text/plain', 'text/html']);
    says(mail.headers.Subject, mail.parts['text/plain'], mail.parts['text/html'], shareUrl);

    const log = JSON.stringify(service.logs());
    assert.match(log, /smtp: RCPT: 550/);
    for (const secret of ['jane@', 'nobody@', 'correct-horse', shareUrl.split('/').pop()]) {
      assert.ok(!log.includes(secret), secret);
    }
    assert.equal((await service.mails()).length, 0);
  });
}

for (const [whose, files] of [['that nobody vouches for', UNKNOWN], ['of another host', OTHER_HOST]]) {
  test(`a server with a certificate ${whose} is told nothing`, async (t) => {
    for (const mode of ['implicit', 'starttls']) {
      const server = await startMailServer(t, mode, files);
      const { service, statuses } = await shared(t, smtp(server, mode));
      assert.deepEqual(statuses, ['queued'], mode);
      const log = JSON.stringify(service.logs());
      // The handshake shows only at what comes after it.
      assert.match(log, mode === 'implicit' ? /smtp: (connecting|the greeting): / : /smtp: (STARTTLS|EHLO): /, log);
      assert.deepEqual(server.mails, []);
      await service.close();
    }
  });
}

test('a server that is not there is a mail that waits, and the link is good', async (t) => {
  const { service, statuses, shareUrl } = await shared(t, smtp({ port: '9' }, 'none'));
  assert.deepEqual(statuses, ['queued']);
  assert.equal((await service.fetch(new URL(shareUrl).pathname)).status, 303);
});

test('a link is mailed by a provider over HTTP, each mail with a key', async (t) => {
  const posts = [];
  let status = 200;
  const provider = createServer(async (request, reply) => {
    let body = '';
    for await (const text of request.setEncoding('utf8')) body += text;
    posts.push({ method: request.method, url: request.url, headers: request.headers, body: JSON.parse(body) });
    reply.writeHead(status, { 'content-type': 'application/json' }).end('{"id":"49a3999c"}');
  });
  await new Promise((settle) => provider.listen(0, 'localhost', settle));
  t.after(() => provider.close());
  const { service, linkId, shareUrl, statuses } = await shared(t, {
    MAIL_CARRIER: 'http',
    MAIL_HTTP_URL: `http://localhost:${provider.address().port}/emails`,
    MAIL_HTTP_TOKEN: 're_token',
  });
  assert.deepEqual(statuses, ['sent']);
  const [{ method, url, headers, body }] = posts;
  assert.equal(`${method} ${url}`, 'POST /emails');
  assert.equal(headers.authorization, 'Bearer re_token');
  assert.match(headers['idempotency-key'], new RegExp(`^${linkId}:[\\w-]{22}:\\d+$`));
  assert.equal(body.from, `"${BRAND}" <tracking@acme.example>`);
  assert.equal(body.to, RECIPIENT);
  assert.deepEqual(body.headers, { 'Auto-Submitted': 'auto-generated' });
  says(body.subject, body.text, body.html, shareUrl);

  status = 500;
  const waiting = await share(service);
  assert.deepEqual(waiting.statuses, ['queued']);
  assert.match(JSON.stringify(service.logs()), /the provider answers 500/);
  assert.notEqual(posts[1].headers['idempotency-key'], headers['idempotency-key']);

  // The queue tries again, with the same key.
  const tried = posts.length;
  status = 200;
  await until(() => posts.length > tried, 'the mail, tried again');
  assert.equal(posts.at(-1).headers['idempotency-key'], posts[1].headers['idempotency-key']);
  assert.equal(posts.at(-1).body.text, posts[1].body.text);
});

test('a link is mailed by the binding, with its header', async (t) => {
  const { service, shareUrl, statuses } = await shared(t, {});
  assert.deepEqual(statuses, ['sent']);
  const [mail] = await service.mails();
  assert.equal(mail.headers['Auto-Submitted'], 'auto-generated');
  says(mail.subject, mail.text, mail.html, shareUrl);
});
