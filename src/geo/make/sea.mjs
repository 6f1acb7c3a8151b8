// The sea mask: Natural Earth 10m on a grid of 1/16 degree, one bit a cell.
import { Bytes, rings } from "./earth.mjs";

/** Cells a degree, and the latitudes that ships use: north of 80 and south of
 * 60 degrees there is no container port. `src/geo/lanes/grid.rs` has the same numbers. */
const PER_DEGREE = 16;
const NORTH = 80;
const SOUTH = -60;
const COLUMNS = 360 * PER_DEGREE;
const ROWS = (NORTH - SOUTH) * PER_DEGREE;

/** Scan lines a row: the share of land in a cell is the mean of as many exact lengths. */
const LINES = 8;

/** A cell is sea if less than this share of it is land: high enough to keep
 * straits open, low enough that no isthmus breaks. */
const LAND_SHARE = 0.55;

/** Water that cargo ships do not cross, as [west, east, south, north]. */
const CLOSED = [
  [104, 106, 70, NORTH], // The Northeast Passage: ice.
  [-111, -109, 66, NORTH], // The Northwest Passage: ice.
  [78.9, 80.1, 8.95, 9.35], // Adam's Bridge: sand.
  [9.0, 9.5, 56.6, 57.1], // The Limfjord: four metres deep.
  [3.6, 4.3, 51.5, 51.75], // The Eastern Scheldt: a barrier across its mouth.
  [-82.1, -81.0, 24.6, 24.8], // The Florida Keys: bridges and coral,
  [-81.1, -80.5, 24.7, 25.2], // from Key West to Key Largo.
];

/** sea.bin: every row as the exclusive or with the row above it, as alternating
 * lengths of unchanged and changed runs; each row closes when its cells are used up. */
export function sea() {
  const edges = Array.from({ length: ROWS * LINES }, () => []);
  const step = 1 / (PER_DEGREE * LINES);
  for (const ring of rings("10m")) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [[x1, y1], [x2, y2]] = [ring[i], ring[i + 1]];
      if (y1 === y2) continue;
      const top = Math.max(y1, y2);
      const bottom = Math.min(y1, y2);
      const first = Math.max(0, Math.ceil((NORTH - top) / step - 0.5));
      for (let line = first; line < edges.length; line++) {
        const y = NORTH - (line + 0.5) * step;
        if (y < bottom) break;
        if (y >= top) continue;
        edges[line].push((x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) + 180) * PER_DEGREE);
      }
    }
  }
  const out = new Bytes();
  let above = new Uint8Array(COLUMNS);
  for (let row = 0; row < ROWS; row++) {
    const land = new Float64Array(COLUMNS);
    for (let line = row * LINES; line < (row + 1) * LINES; line++) {
      const xs = edges[line].sort((a, b) => a - b);
      for (let i = 0; i + 1 < xs.length; i += 2) {
        const [from, to] = [Math.max(0, xs[i]), Math.min(COLUMNS, xs[i + 1])];
        for (let c = Math.floor(from); c < to; c++) {
          land[c] += (Math.min(to, c + 1) - Math.max(from, c)) / LINES;
        }
      }
    }
    const here = Uint8Array.from(land, (share) => (share < LAND_SHARE ? 1 : 0));
    const lat = NORTH - (row + 0.5) / PER_DEGREE;
    for (const [west, east, south, north] of CLOSED) {
      if (lat > south && lat < north) here.fill(0, Math.round((west + 180) * PER_DEGREE), Math.round((east + 180) * PER_DEGREE));
    }
    for (let c = 0, changed = 0; c < COLUMNS; changed ^= 1) {
      let run = 0;
      while (c + run < COLUMNS && (here[c + run] ^ above[c + run]) === changed) run++;
      out.varint(run);
      c += run;
    }
    above = here;
  }
  return out.done();
}
