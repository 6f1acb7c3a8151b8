// Writes intl.json, what this Node's Intl knows of every language: `node tests/world/intl.mjs`. The simulated World
// answers with it. The worker asks the runtime itself, by the same function.

import { writeFileSync } from 'node:fs';

import { intl } from '../../src/edge/intl.js';

/** `Language::intl_tag` of every language; a test of the simulated World finds one that is missing. */
const TAGS = [
  'en-GB', 'ko', 'zh-Hans', 'zh-Hant', 'ja', 'es', 'pt', 'fr', 'de', 'it', 'nl', 'pl', 'tr',
  'ru', 'uk', 'ar', 'he', 'fa', 'hi', 'bn', 'th', 'vi', 'id', 'ms', 'el', 'sv',
];

const lines = TAGS.map((tag) => `${JSON.stringify(tag)}:${intl(tag)}`);
writeFileSync(new URL('intl.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
