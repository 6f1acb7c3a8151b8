// An origin that pushes: what it says of one container, in DCSA 2.2, and how it signs it.

import { createHmac, randomBytes } from 'node:crypto';

import { Webhook } from 'standardwebhooks';

/** The secrets that a test's service shares with its senders: `HOOK_SECRETS`. */
const SHARED = {
  standard: `whsec_${randomBytes(32).toString('base64')}`,
  dcsa: randomBytes(32),
  terminal49: randomBytes(16).toString('hex'),
};
export const HOOK_SECRETS = [
  `standard:${SHARED.standard}`,
  `dcsa-2.2:${SHARED.dcsa.toString('base64')}`,
  `dcsa-2026:${SHARED.dcsa.toString('base64')}`,
  `terminal49:${SHARED.terminal49}`,
].join(' ');

let pushes = 0;

/** One event of a container, told at its own time; `more` has the members of its type. */
export function event(container, at, more) {
  pushes += 1;
  const told = at.toISOString();
  return {
    eventID: `pushed-${pushes}`,
    eventCreatedDateTime: told,
    eventClassifierCode: 'ACT',
    eventDateTime: told,
    references: [{ referenceType: 'EQ', referenceValue: container }],
    ...more,
  };
}

/** Customs hold it, or release it (`RELS`). */
export const customs = (container, at, state = 'HOLD') =>
  event(container, at, {
    eventType: 'SHIPMENT',
    shipmentEventTypeCode: state,
    documentTypeCode: 'CUS',
    documentID: `customs-${container}`,
  });

const call = (place, name) => ({
  transportCallID: `call-${place}`,
  UNLocationCode: place,
  facilityTypeCode: 'POTE',
  modeOfTransport: 'VESSEL',
  location: { UNLocationCode: place, locationName: name },
  vessel: { vesselIMONumber: '9321483', vesselName: 'EVER STEADY' },
});

/** It has left Yantian. */
export const departed = (container, at) =>
  event(container, at, { eventType: 'TRANSPORT', transportEventTypeCode: 'DEPA', transportCall: call('CNYTN', 'Yantian') });

/** It has come to Los Angeles. */
export const arrived = (container, at) =>
  event(container, at, { eventType: 'TRANSPORT', transportEventTypeCode: 'ARRI', transportCall: call('USLAX', 'Los Angeles') });

/** It has left the last gate, laden. */
export const handedOver = (container, at) =>
  event(container, at, {
    eventType: 'EQUIPMENT',
    equipmentEventTypeCode: 'GTOT',
    emptyIndicatorCode: 'LADEN',
    equipmentReference: container,
    transportCall: call('USLAX', 'Los Angeles'),
  });

const mac = (key, text) => createHmac('sha256', key).update(text).digest('hex');

/** JSON as RFC 8785 writes it: JavaScript's own, with the members in the order of their names. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join()}}`;
}

/** 128 bits in Crockford's base32. */
const ulid = () => `0${[...randomBytes(25)].map((byte) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte % 32]).join('')}`;

/** The headers with which each sender signs a body, as text, at a moment. */
export const SIGN = {
  'dcsa-2.2': (body) => ({ 'notification-signature': `sha256=${mac(SHARED.dcsa, body)}` }),
  'dcsa-2026': (body, at = new Date(), id = ulid()) => ({
    'request-id': id,
    'signature-timestamp': at.toISOString(),
    'notification-signature': `sha256=${mac(SHARED.dcsa, `${at.toISOString()}.${id}.${canonical(JSON.parse(body))}`)}`,
  }),
  standard: (body, at = new Date(), id = `msg_${randomBytes(12).toString('hex')}`) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(SHARED.standard).sign(id, at, body),
  }),
  terminal49: (body) => ({ 'x-t49-webhook-signature': mac(SHARED.terminal49, body) }),
};

/** Sends a body, text or events, with these headers or as one of the senders: `{status, json}`. */
export async function push(service, body, signed = 'dcsa-2.2') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = typeof signed === 'string' ? SIGN[signed](text) : signed;
  const reply = await service.fetch('/hooks/tracking', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  });
  const said = await reply.text();
  return { status: reply.status, json: said ? JSON.parse(said) : undefined };
}
