// The demo origin. A SIMULATED COMPONENT: it stands where a carrier's or a forwarder's tracking system stands,
// and serves invented journeys in the form of DCSA Track & Trace 2.2. Its events advance with the clock.
//
//   GET  /v2/events?equipmentReference=|transportDocumentReference=|carrierBookingReference=[&limit=&cursor=]
//   POST /demo/switch               {"mode":"ok|slow|down|nonsense","delayMs":20000}
//   PUT  /demo/answers/{reference}  a JSON body that is served as it is for that reference from then on
//   GET  /demo/requests             how often each reference was asked for
//   GET  /demo/journeys             what there is
//   DELETE /demo                    forget switches, answers and counts

import { answersTo, told } from './journey.mjs';
import journeys from './journeys.mjs';

const QUERIES = ['equipmentReference', 'transportDocumentReference', 'carrierBookingReference'];
const MODES = ['ok', 'slow', 'down', 'nonsense'];
/** Longer than any patience: the service has given up before. */
const SLOW_MS = 20_000;
const DEFAULT_LIMIT = 100;

let state = fresh();
let base;

function fresh() {
  return { mode: 'ok', delayMs: SLOW_MS, answers: new Map(), requests: new Map() };
}

export default {
  async fetch(request, env) {
    base ??= Date.parse(env.DEMO_BASE) || Date.now();
    const url = new URL(request.url);
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /v2/events') return events(request, url, env);
    if (route === 'POST /demo/switch') return turn(await request.json());
    if (route === 'GET /demo/requests') return Response.json(Object.fromEntries(state.requests));
    if (route === 'GET /demo/journeys') return Response.json(journeys.map(({ steps, calls, track, ...rest }) => rest));
    if (route === 'DELETE /demo') {
      state = fresh();
      return new Response(null, { status: 204 });
    }
    const answer = /^PUT \/demo\/answers\/([^/]+)$/.exec(route);
    if (answer) {
      state.answers.set(decodeURIComponent(answer[1]), await request.text());
      return new Response(null, { status: 204 });
    }
    return failure(404, 'no such resource');
  },
};

function turn({ mode, delayMs }) {
  if (!MODES.includes(mode)) return failure(400, `mode is one of ${MODES.join(', ')}`);
  state.mode = mode;
  state.delayMs = delayMs ?? SLOW_MS;
  return new Response(null, { status: 204 });
}

async function events(request, url, env) {
  if (env.ORIGIN_TOKEN && request.headers.get('authorization') !== `Bearer ${env.ORIGIN_TOKEN}`) {
    return failure(401, 'a bearer token is needed');
  }
  const asked = QUERIES.map((name) => url.searchParams.get(name)).filter((reference) => reference !== null);
  if (asked.length === 0) return failure(400, `ask for one of ${QUERIES.join(', ')}`);
  for (const reference of asked) state.requests.set(reference, (state.requests.get(reference) ?? 0) + 1);

  if (state.mode === 'slow') await new Promise((done) => setTimeout(done, state.delayMs));
  if (state.mode === 'down') return failure(503, 'down for maintenance');
  if (state.mode === 'nonsense') {
    return new Response('<!doctype html><title>Welcome</title>', { headers: { 'content-type': 'text/html' } });
  }

  const answer = asked.map((reference) => state.answers.get(reference)).find((body) => body !== undefined);
  if (answer !== undefined) return json(answer);

  const hour = ((Date.now() - base) * Number(env.DEMO_SPEED)) / 3_600_000;
  const journey = journeys.find((candidate) => asked.every((reference) => answersTo(candidate, reference)));
  const all = journey ? told(journey, base, hour) : [];
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? DEFAULT_LIMIT);
  const page = json(JSON.stringify(all.slice(from, from + limit)));
  if (from + limit < all.length) {
    const next = new URL(url);
    next.searchParams.set('cursor', String(from + limit));
    page.headers.set('Next-Page', next.href);
  }
  return page;
}

function json(body, status = 200) {
  return new Response(body, { status, headers: { 'content-type': 'application/json', 'API-Version': '2.2.0' } });
}

/** An error in the form that DCSA 2.2 gives it. */
function failure(status, message) {
  return json(JSON.stringify({ httpMethod: 'GET', statusCode: status, statusCodeText: message, errors: [] }), status);
}
