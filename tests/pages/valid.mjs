// What html-validate finds: a page as the service sends it, before a browser has repaired anything.

import { HtmlValidate } from 'html-validate';

import { expect } from '@playwright/test';

/** Rules that are switched off, each with its reason: none so far. */
const EXCEPTIONS = {};

const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'], rules: EXCEPTIONS });

/** The reply to the newest document that the page asked for, redirects followed. */
export function sentTo(page) {
  let newest;
  page.on('response', (response) => {
    const moved = response.status() >= 300 && response.status() < 400;
    if (response.request().isNavigationRequest() && !moved) newest = response;
  });
  return () => newest;
}

/** Expects that the reply is valid HTML, as html-validate's recommended rules have it. */
export async function expectValid(name, reply) {
  const { results } = await validator.validateString(await reply.text(), name);
  const found = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector, line, column }) => `${ruleId}: ${message} (${selector ?? `${line}:${column}`})`),
  );
  expect.soft([...new Set(found)], name).toEqual([]);
}
