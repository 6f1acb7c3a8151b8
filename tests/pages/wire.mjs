// The wire. A SIMULATED COMPONENT: it stands where Cloudflare's edge stands between the browser and the worker, and
// compresses text as the edge does; workerd on this machine sends it as it is.
//
// It is a forward proxy: a browser that is told to use it names the service by the service's own address, so nothing
// has to pretend to be another host. Whatever is not a host it was started for is refused, so nothing leaves this
// machine: Chromium's own curiosity (which field is an address?) does not, either.

import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What the edge compresses, of the types that are served here. */
const TEXT = /^(text\/(html|css|plain|javascript|calendar)|image\/svg\+xml|application\/([a-z]+\+)?json)\b/;
/** About the effort that the edge spends on a reply that it has not seen before. */
const BROTLI_QUALITY = 5;
/** The edge leaves alone what is too short to gain (Cloudflare: 50 bytes for Brotli). */
const TOO_SHORT = 50;
/** What is between two neighbours only (RFC 9110, 7.6.1), and `content-length`, which is worked out anew. */
const BETWEEN_NEIGHBOURS = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'content-length'];

/**
 * Starts the wire to `hosts` (`localhost:PORT`): `{proxy, flags, close()}`.
 *
 * - `proxy`: what Playwright takes as a context's or a browser's `proxy`.
 * - `flags`: the same for a Chromium that is started without Playwright.
 */
export async function startWire(...hosts) {
  // Compressed once: the edge keeps what does not change, too.
  const kept = new Map();
  const server = createServer((asked, reply) => {
    const url = URL.parse(asked.url);
    if (!url || !hosts.includes(url.host)) {
      reply.writeHead(502).end();
      return;
    }
    const headers = without(asked.headers);
    // The worker's own server is asked for plain text; the wire compresses.
    delete headers['accept-encoding'];
    const onward = request(url, { method: asked.method, headers }, async (answer) => {
      const chunks = await answer.toArray();
      const { body, encoding } = await compressed(Buffer.concat(chunks), answer, asked.headers['accept-encoding'], kept);
      const sent = { ...without(answer.headers), 'content-length': body.length };
      if (encoding) Object.assign(sent, { 'content-encoding': encoding, vary: 'accept-encoding' });
      // Compressed, it is no longer the same bytes.
      if (encoding && sent.etag?.startsWith('"')) sent.etag = `W/${sent.etag}`;
      reply.writeHead(answer.statusCode, sent).end(body);
    });
    onward.on('error', () => reply.destroy());
    asked.pipe(onward);
  });
  // A tunnel: only for other hosts, because ours are plain HTTP.
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `127.0.0.1:${server.address().port}`;
  return {
    proxy: { server: `http://${address}` },
    // Chromium would go to localhost without its proxy.
    flags: [`--proxy-server=http://${address}`, '--proxy-bypass-list=<-loopback>'],
    close: () => {
      server.closeAllConnections();
      return promisify(server.close.bind(server))();
    },
  };
}

async function compressed(body, answer, accepted = '', kept) {
  const type = answer.headers['content-type'] ?? '';
  const encoding = ['br', 'gzip'].find((name) => accepted.includes(name));
  if (!encoding || !TEXT.test(type) || body.length < TOO_SHORT || answer.headers['content-encoding']) return { body };
  const key = `${encoding} ${createHash('sha256').update(body).digest('hex')}`;
  if (!kept.has(key)) kept.set(key, await SQUEEZE[encoding](body));
  return { body: kept.get(key), encoding };
}

const SQUEEZE = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: promisify(gzip),
};

function without(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !BETWEEN_NEIGHBOURS.includes(name)));
}
