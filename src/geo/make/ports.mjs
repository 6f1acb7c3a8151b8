// The ports: the World Port Index, and over it the list checked by hand.
import { readFileSync } from "node:fs";
import { Bytes } from "./earth.mjs";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A UN/LOCODE as a number in base 36, which keeps the alphabet's order. */
function key(code) {
  if (!/^[A-Z]{2}[A-Z0-9]{3}$/.test(code)) throw new Error(`not a UN/LOCODE: ${code}`);
  return [...code].reduce((sum, digit) => sum * 36 + DIGITS.indexOf(digit), 0);
}

function* rows(file) {
  for (const line of readFileSync(new URL(file, import.meta.url), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [codes, name, lat, lon] = line.split("\t");
    for (const code of codes.split(" ")) yield { code, name, lat: Number(lat), lon: Number(lon) };
  }
}

/** ports.bin: the number of ports (4 bytes), then 12 bytes each, by code: code
 * (4), ten-thousandths of a degree south of the pole and east of the date line
 * (3 each), end of its name in the names (2); then the names, in that order. */
export function ports() {
  const table = new Map();
  // Of two entries of the index under one code the first is the harbour, the second a terminal.
  for (const port of rows("wpi.tsv")) if (!table.has(port.code)) table.set(port.code, port);
  for (const port of rows("hand.tsv")) table.set(port.code, port);
  const sorted = [...table.values()].sort((a, b) => key(a.code) - key(b.code));
  const out = new Bytes();
  let names = "";
  out.fixed(sorted.length, 4);
  for (const { code, name, lat, lon } of sorted) {
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && /^[ -~]+$/.test(name))) throw new Error(`bad port ${code}`);
    names += name;
    out.fixed(key(code), 4);
    out.fixed(Math.round((90 - lat) * 10000), 3);
    out.fixed(Math.round((lon + 180) * 10000), 3);
    out.fixed(names.length, 2);
  }
  out.raw(Buffer.from(names));
  return out.done();
}
