// A journey as this demo writes it, and what an origin would have said of it by a given hour.
//
// Journeys are JSON files in journeys/, so that Rust tests can read the same ones:
//
//   {
//     "about": "one sentence",
//     "container": "...", "masterBill": "...", "booking": "...", "carrier": "SCAC", "equipment": "45G1",
//     "calls": { NAME: { "utcOffset": "+08:00", "transportCall": { as DCSA 2.2 has it } } },
//     "steps": [ {
//       "call": NAME,                     // where; or, for a step without a place,
//       "utcOffset": "+08:00",            // the offset of its times
//       "event": { "eventType": ..., ... } // the members that DCSA 2.2 wants for this type
//       "happens": 12.5,                  // hours from the clock's zero; negative is before it
//       "foreseen": [ { "said": -400, "happens": 10, "as": "PLN" or "EST",
//                       "delayReasonCode": ..., "changeRemark": ... } ]
//     } ]
//   }
//
// Each saying becomes an event of its own, with its own id: what is foreseen from the hour it is said, what
// happens (`ACT`) from a quarter of an hour after it happened.

/** How long after the fact an origin reports it, in hours. */
const REPORTED_AFTER = 0.25;

/**
 * The DCSA 2.2 events that an origin has told by `hour`, newest saying first.
 *
 * `base` is the clock's zero in milliseconds since 1970.
 */
export function told(journey, base, hour) {
  return journey.steps
    .flatMap((step, index) => sayings(step).map((saying, turn) => ({ step, saying, name: `${journey.container}/${index}/${turn}` })))
    .filter(({ saying }) => saying.said <= hour)
    .sort((a, b) => b.saying.said - a.saying.said)
    .map(({ step, saying, name }) => event(journey, step, saying, name, base));
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

function event(journey, step, saying, name, base) {
  const call = journey.calls[step.call];
  const offset = call?.utcOffset ?? step.utcOffset;
  const { said, happens, as, ...changes } = saying;
  const told = {
    eventID: uuid(name),
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
