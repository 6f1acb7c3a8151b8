// What assistive technology is told, as a whole: a heading, label or order that changes shows here.

import { told } from '../origin/journey.mjs';
import journeys from '../origin/journeys.mjs';
import { SHIPMENT, expect, test } from './fixtures.mjs';
import { askForCode, openFromMail, typeCode } from './recipient.mjs';

/** The journey under a number of its own, because the service remembers what the other tests have seen of it. */
const OWN = 'CSQU3054383';
/** Any day, as pages write it: with its year where that is not this year. */
const DAY = String.raw`[A-Z][a-z]+ \d+\s[A-Z][a-z]+( \d{4})?`;
const SAID = String.raw`\d+ [A-Z][a-z]+( \d{4})?`;
/** In the footer of every page; each language is named in itself. */
const CHOOSER = `
      - text: Language
      - combobox "Language":
        - option "English" [selected]
        - option "한국어"
        - option "العربية"
      - button "Change"`.slice(1);

test('gate, code and page', async ({ page, service, mailbox, mint }) => {
  // Told at the last nine in the morning (UTC), so that every clock time is known; the days are not. Without the
  // vessel's own reports, whose age would decide what the page makes of them.
  const nine = new Date(Date.now() - 9 * 3_600_000).setUTCHours(9, 0, 0, 0);
  const journey = journeys.find(({ container }) => container === SHIPMENT);
  await service.origin.answer(OWN, told({ ...journey, container: OWN, track: undefined }, nine, 0));
  await mint([OWN], { note: 'Call me if it slips again.' });

  await openFromMail(page, service, mailbox);
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - /children: equal
    - banner:
      - paragraph: Acme Forwarding
    - main:
      - /children: equal
      - heading "A shipment has been shared with you" [level=1]
      - paragraph: To see where it is and when it arrives, confirm your email address. We send you a code; you need no account and no password.
      - text: Your email address
      - textbox "Your email address": ${mailbox}
      - button "Send me a code"
      - group: Why do I need a code?
    - contentinfo:
      - paragraph:
        - text: Sent by Acme Forwarding. This link works until
        - time: /^\\d+ [A-Z][a-z]+ \\d{4}$/
        - text: .
${CHOOSER}
  `);

  const code = await askForCode(page, service, mailbox);
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - /children: equal
    - banner:
      - paragraph: Acme Forwarding
    - main:
      - /children: equal
      - heading "Check your email" [level=1]
      - paragraph: If ${mailbox} is one of this link’s recipients, we have just sent it a code. You find it in the subject line, too.
      - text: Code
      - textbox "Code"
      - paragraph:
        - text: Eight letters and digits. Good until
        - time: /^\\d\\d:\\d\\d UTC$/
        - text: /^\\(\\d+:\\d\\d left\\)\\.$/
      - button "Open the shipment"
      - group: No email after a minute?
      - group: Use another address, or send a new code
    - contentinfo:
      - paragraph
${CHOOSER}
  `);

  await typeCode(page, code);
  await expect(page.locator('body')).toMatchAriaSnapshot(`
    - /children: equal
    - banner:
      - paragraph: Acme Forwarding
    - main:
      - /children: equal
      - article:
        - /children: equal
        - heading "Container CSQU3054383" [level=1]
        - button "Copy"
        - heading "Arrives in Antwerp, Deurganckdok" [level=2]
        - paragraph:
          - time: /^${DAY}$/
        - paragraph:
          - time: 22:00
          - text: /^local time \\(UTC\\+1\\) · in \\d days \\(${DAY}, 02:30 where you are\\)$/
        - table "How the date has moved":
          - caption
          - rowgroup:
            - /children: equal
            - row /^Was ${DAY}, 10:00 said ${SAID}$/
            - row /^Was ${DAY}, 16:00 said ${SAID}$/
            - row /^Was ${DAY}, 10:00 said ${SAID}. bad weather \\(Storm in the Bay of Biscay. reduced speed\\)$/
            - row /^Now ${DAY}, 22:00 said ${SAID}. bad weather \\(Westerly gale. waiting off Ushant\\)$/
        - paragraph:
          - strong: "Delayed by 3 days: bad weather"
        - paragraph:
          - text: It was expected on
          - time: /^${DAY}$/
          - text: and is now expected on
          - time: /^${DAY}$/
          - text: .
        - heading "Where it is now" [level=2]
        - paragraph: At sea, on SANTOS TERN
        - figure:
          - /children: equal
          - application /^Map/:
            - 'img "Route: Santos, Antwerp, Deurganckdok"'
          - button "Zoom in"
          - button "Zoom out" [disabled]
          - button "Show the whole journey" [disabled]
          - paragraph: SANTOS TERN · Vessel’s position, estimated from the schedule
          - paragraph: The line follows usual sea lanes; it is not the vessel’s own track.
        - term: Last
        - definition: Vessel departed, Santos
        - term: Next
        - definition: Arrival of the vessel, Antwerp, Deurganckdok expected
        - paragraph:
          - text: As the carrier said on
          - time
        - heading "The journey" [level=2]
        - list:
          - /children: equal
          - listitem:
            - heading "Booking and documents" [level=3]
            - list:
              - listitem:
                - paragraph: Booking confirmed
          - listitem:
            - heading "Santos BRSSZ" [level=3]
            - list:
              - /children: equal
              - listitem:
                - paragraph: Gate out, empty
                - paragraph:
                  - time: /^${DAY}, 06:00 UTC−3$/
              - listitem:
                - paragraph: Gate in, full
              - listitem:
                - paragraph: Loaded on vessel
                - paragraph
                - paragraph: SANTOS TERN, voyage 507N
              - listitem:
                - paragraph: Vessel departed
              - listitem:
                - paragraph: Bill of lading issued
          - listitem:
            - heading "Antwerp, Deurganckdok BEANR K1742" [level=3]
            - list:
              - /children: equal
              - listitem:
                - paragraph: Arrival of the vessel Expected
              - listitem:
                - paragraph: Unloading from the vessel Expected
              - listitem:
                - paragraph: Out through the gate, full Planned
        - heading "Vessel and voyage" [level=2]
        - table:
          - rowgroup:
            - row "Vessel Voyage Route"
          - rowgroup:
            - row "SANTOS TERN IMO 9622071 507N Santos – Antwerp, Deurganckdok"
        - heading "About this data" [level=2]
        - term: Carrier’s last word
        - definition
        - term: Fetched
        - definition: /, now$/
      - link "Add to your calendar"
      - link "Tell me by email"
      - button "Print"
      - group: Open it on your phone
      - heading "About this link" [level=2]
      - term: Sent by
      - definition: Acme Forwarding
      - term: Their note
      - definition: Call me if it slips again.
      - term: Works until
      - definition: /it closes sooner once all is delivered$/
      - button "Sign out on this device"
    - contentinfo:
      - status
${CHOOSER}
  `);
});
