// Mints a link, finds it in the list, says what a revocation would hit, and revokes it.
//
// SEALINK_URL is the service, such as https://track.example.com; SEALINK_API_KEY needs the scopes mint, read and
// revoke:own. Node runs it as it is: `node share.ts`.

const { SEALINK_URL, SEALINK_API_KEY } = process.env;

type Json = Record<string, any>;

/** Calls the service, and again where it says that it makes sense; what it answers inside the envelope. */
async function call(method: string, path: string, body?: Json, headers: Record<string, string> = {}): Promise<Json> {
  for (let tries = 1; ; tries++) {
    const reply = await fetch(`${SEALINK_URL}${path}`, {
      method,
      headers: { authorization: `Bearer ${SEALINK_API_KEY}`, 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await reply.text();
    if (reply.ok) return text ? JSON.parse(text).response : {};
    const wait = reply.headers.get('retry-after');
    if (!wait || tries === 3) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    await new Promise((done) => setTimeout(done, Number(wait) * 1000));
  }
}

// The key makes it safe to try again: the same booking is the same link.
const { linkId } = await call(
  'POST',
  '/share/links',
  { targets: [{ targetType: 'CONTAINER', targetIds: ['SLKU4802194'] }], receiverIds: ['jane@example.com'] },
  { 'idempotency-key': `booking-${crypto.randomUUID()}` },
);
console.log('minted', linkId);

// Lists may lag by some minutes; the link itself is known at once.
const query = new URLSearchParams({ targetType: 'CONTAINER', targetId: 'SLKU4802194', state: 'active' });
const listed: Json[] = [];
for (;;) {
  const page = await call('GET', `/share/links?${query}`);
  listed.push(...page.links);
  if (!page.nextCursor) break;
  query.set('cursor', page.nextCursor);
}
console.log('listed', listed.length);
console.log('it is', (await call('GET', `/share/links/${linkId}`)).state);

const preview = await call('POST', '/share/revocations', { linkId, preview: true });
console.log('a revocation hits', preview.hits.links, 'link');

await call('DELETE', `/share/links/${linkId}`);
console.log('revoked', linkId);

export {};
