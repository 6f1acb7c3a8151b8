// As much of a browser as the flows need: cookies by path, redirects followed by hand, forms from our own pages.

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
