// As much of a browser as the flows need: cookies by path, redirects followed by hand, forms from our own pages.

import { until } from './harness.mjs';

/** A browser of its own, without cookies yet. */
export class Browser {
  #jar = new Map();

  constructor(service) {
    this.service = service;
  }

  get(path, headers = {}) {
    return this.#send(path, { headers: { accept: 'text/html', ...headers } });
  }

  head(path) {
    return this.#send(path, { method: 'HEAD', headers: { accept: 'text/html' } });
  }

  /** Posts a form as one of the service's own pages would; `headers` in place of the browser's. */
  post(path, fields = {}, headers = { 'sec-fetch-site': 'same-origin' }) {
    return this.#send(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  /** The names of the cookies held. */
  cookies() {
    return [...this.#jar.values()].map(({ name }) => name).sort();
  }

  async #send(path, init) {
    const sent = [...this.#jar.values()]
      .filter((cookie) => path === cookie.path || path.startsWith(`${cookie.path}/`))
      .map(({ name, value }) => `${name}=${value}`);
    const reply = await this.service.fetch(path, {
      ...init,
      headers: { ...init.headers, ...(sent.length > 0 && { cookie: sent.join('; ') }) },
    });
    for (const line of reply.headers.getSetCookie()) this.#keep(line);
    // Read at once: the runtime holds the connection until it is.
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  }

  #keep(line) {
    const [pair, ...attributes] = line.split('; ');
    const [name, value] = pair.split(/=(.*)/s);
    const has = Object.fromEntries(attributes.map((attribute) => attribute.toLowerCase().split(/=(.*)/s)));
    const path = attributes.find((attribute) => attribute.startsWith('Path=')).slice(5);
    if (Number(has['max-age']) > 0) this.#jar.set(`${path} ${name}`, { name, value, path });
    else this.#jar.delete(`${path} ${name}`);
  }
}

/** The newest mail to an address, of the newest hundred. */
async function newestTo(service, address) {
  return (await service.newestMails()).find(({ to }) => JSON.stringify(to).includes(address));
}

/** The code in the newest mail to an address, if it has one. */
export async function codeFor(service, address) {
  const newest = await newestTo(service, address);
  return /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/.exec(newest?.subject ?? '')?.[0];
}

/** A browser that has followed a link and proven the mailbox. */
export async function signIn(service, path, address) {
  const browser = new Browser(service);
  const clean = (await browser.get(path)).headers.get('location');
  const before = await newestTo(service, address);
  await browser.post(`${clean}/code`, { email: address });
  const isNew = async () => (await newestTo(service, address))?.messageId !== before?.messageId;
  await until(isNew, `a code for ${address}`);
  const code = await codeFor(service, address);
  const redeemed = await browser.post(`${clean}/session`, { code });
  if (redeemed.status !== 303) throw new Error(`${address} at ${clean}: ${redeemed.status} ${redeemed.text}`);
  return browser;
}

/** Calls the share API with a key: `{status, headers, json}`. */
export async function api(service, key, method, path, body, headers = {}) {
  const reply = await service.fetch(path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, json: text ? JSON.parse(text) : undefined };
}
