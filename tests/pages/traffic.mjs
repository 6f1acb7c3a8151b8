// What a page costs on the wire, as the browser counts it.

/**
 * Counts from now on what `page` loads: `{requests, bytes(), hosts()}`.
 *
 * Each request is `{url, type, asked, bytes}`: `asked` in milliseconds since 1970, `bytes` with headers, as they came
 * over the wire. Answers from the browser's own cache cost nothing, so they are switched off.
 */
export async function countTraffic(page) {
  const requests = [];
  const byId = new Map();
  const session = await page.context().newCDPSession(page);
  session.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse, type, wallTime }) => {
    // A redirect goes on under the id of the request that was redirected.
    if (redirectResponse) byId.get(requestId).bytes = redirectResponse.encodedDataLength;
    const told = { url: request.url, type, asked: wallTime * 1000, bytes: 0 };
    byId.set(requestId, told);
    if (!request.url.startsWith('data:')) requests.push(told);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (byId.has(requestId)) byId.get(requestId).bytes = encodedDataLength;
  });
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
  return {
    session,
    requests,
    /** All bytes, or those of what was asked for before this time. */
    bytes: (before = Infinity) => sum(requests.filter(({ asked }) => asked < before)),
    hosts: () => [...new Set(requests.map(({ url }) => new URL(url).host))],
  };
}

/** One line for each request, for a message. A link's first path is its token, and goes on and on. */
export function itemised({ requests }) {
  return requests.map(({ url, bytes }) => `${String(bytes).padStart(8)}  ${new URL(url).pathname.slice(0, 60)}`).join('\n');
}
