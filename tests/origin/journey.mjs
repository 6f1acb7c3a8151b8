// A journey as this demo writes it, and what an origin would have said of it by a given hour.
//
// Journeys are JSON files in journeys/, so that Rust tests can read the same ones:
//
//   {
//     "about": "one sentence",
//     "container": "...", "masterBill": "...", "booking": "...", "carrier": "SCAC", "equipment": "45G1",
//     "calls": { NAME: { "utcOffset": "+08:00", "transportCall": { as DCSA 2.2 has it } } },
//     "track": [ [hours, latitude, longitude], ... ], // optional: the way, straight from one point to the next
//     "steps": [ {
//       "call": NAME,                     // where; or, for a step without a place,
//       "utcOffset": "+08:00",            // the offset of its times
//       "event": { "eventType": ..., ... } // the members that DCSA 2.2 wants for this type
//       "happens": 12.5,                  // hours from the clock's zero; negative is before it
//       "foreseen": [ { "said": -400, "happens": 10, "as": "PLN" or "EST",
//                       "call": NAME,     // only where that was another call then: another vessel
//                       "delayReasonCode": ..., "changeRemark": ... } ]
//     } ]
//   }
//
// Each saying becomes an event of its own, with its own id: what is foreseen from the hour it is said, what
// happens (`ACT`) from a quarter of an hour after it happened. A journey with a track also tells where it was, as
// events of type IOT (src/tracking/dcsa22.rs): every six hours, and at the last full hour.

/** How long after the fact an origin reports it, in hours. */
const REPORTED_AFTER = 0.25;
/** How often an origin keeps where a container was, in hours. */
const SEEN_EVERY = 6;

/**
 * The DCSA 2.2 events that an origin has told by `hour`, newest saying first.
 *
 * `base` is the clock's zero in milliseconds since 1970.
 */
export function told(journey, base, hour) {
  const happenings = journey.steps.flatMap((step, index) =>
    sayings(step).map((saying, turn) => ({
      said: saying.said,
      event: () => event(journey, step, saying, `${journey.container}/${index}/${turn}`, base),
    })),
  );
  const seen = seenAt(journey.track, hour - REPORTED_AFTER).map((at) => ({
    said: at + REPORTED_AFTER,
    event: () => sighting(journey, at, base),
  }));
  return [...happenings, ...seen]
    .filter(({ said }) => said <= hour)
    .sort((a, b) => b.said - a.said)
    .map(({ event }) => event());
}

/** Whether `reference` names this journey: its container, bill or booking. */
export function answersTo(journey, reference) {
  return [journey.container, journey.masterBill, journey.booking].includes(reference);
}

function sayings(step) {
  // DCSA: a shipment event is created when it happens.
  const after = step.event.eventType === 'SHIPMENT' ? 0 : REPORTED_AFTER;
  const happened = { said: step.happens + after, happens: step.happens, as: 'ACT' };
  return [...(step.foreseen ?? []), happened];
}

function event(journey, step, saying, id, base) {
  const { said, happens, as, call: name, ...changes } = saying;
  const call = journey.calls[name ?? step.call];
  const offset = call?.utcOffset ?? step.utcOffset;
  const told = {
    eventID: uuid(id),
    eventCreatedDateTime: local(base, said, 'Z'),
    eventType: step.event.eventType,
    eventClassifierCode: as,
    eventDateTime: local(base, happens, offset),
    ...step.event,
    ...changes,
  };
  if (told.eventType === 'EQUIPMENT') {
    told.equipmentReference = journey.container;
    told.ISOEquipmentCode = journey.equipment;
    if (call) told.eventLocation = call.transportCall.location;
  }
  if (told.eventType !== 'SHIPMENT') {
    told.transportCall = call.transportCall;
    told.documentReferences = [
      { documentReferenceType: 'BKG', documentReferenceValue: journey.booking },
      { documentReferenceType: 'TRD', documentReferenceValue: journey.masterBill },
    ];
  }
  told.references = [{ referenceType: 'EQ', referenceValue: journey.container }];
  return told;
}

/** The hours at which a track's container is known to have been seen by `hour`. */
function seenAt(track, hour) {
  if (!track) return [];
  const [first, last] = [track[0][0], track.at(-1)[0]];
  const hours = [];
  for (let at = Math.ceil(first / SEEN_EVERY) * SEEN_EVERY; at <= Math.min(hour, last); at += SEEN_EVERY) hours.push(at);
  const newest = Math.floor(hour);
  if (first <= newest && newest <= last && newest % SEEN_EVERY !== 0) hours.push(newest);
  return hours;
}

function sighting(journey, at, base) {
  const next = journey.track.findIndex(([hour]) => hour > at);
  const [[hour, latitude, longitude], to] = next < 0 ? [journey.track.at(-1)] : journey.track.slice(next - 1, next + 1);
  const [until, north, east] = to ?? [hour + 1, latitude, longitude];
  const part = (at - hour) / (until - hour);
  // The shorter way round: a track may cross the date line.
  const eastward = wrapped(east - longitude);
  const northward = north - latitude;
  const moving = eastward !== 0 || northward !== 0;
  const course = Math.atan2(eastward * Math.cos(((latitude + north) * Math.PI) / 360), northward) * (180 / Math.PI);
  return {
    eventID: uuid(`${journey.container}/seen/${at}`),
    eventCreatedDateTime: local(base, at + REPORTED_AFTER, 'Z'),
    eventType: 'IOT',
    eventClassifierCode: 'ACT',
    eventDateTime: local(base, at, 'Z'),
    iotEventTypeCode: 'DETC',
    equipmentReference: journey.container,
    eventLocation: {
      geoCoordinate: {
        latitude: (latitude + part * northward).toFixed(3),
        longitude: wrapped(longitude + part * eastward).toFixed(3),
      },
    },
    courseOverGround: moving ? Math.round(course + 360) % 360 : undefined,
    references: [{ referenceType: 'EQ', referenceValue: journey.container }],
  };
}

/** Degrees from -180 to 180. */
function wrapped(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** RFC 3339 in the given offset (`Z` or `+hh:mm`), to the minute. */
function local(base, hours, offset) {
  const [, sign, h, m] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [null, '+', '0', '0'];
  const minutes = (sign === '-' ? -1 : 1) * (Number(h) * 60 + Number(m));
  const instant = Math.floor((base + hours * 3_600_000) / 60_000) * 60_000;
  return new Date(instant + minutes * 60_000).toISOString().replace('.000Z', offset);
}

/** A stable id in the form of a UUID, so that the same saying keeps it from one answer to the next. */
function uuid(name) {
  const words = [0, 1, 2, 3].map((seed) => {
    let hash = 2_166_136_261;
    for (const char of `${seed}/${seed}/${name}`) hash = Math.imul(hash ^ char.codePointAt(0), 16_777_619);
    return (hash >>> 0).toString(16).padStart(8, '0');
  });
  return words.join('').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
