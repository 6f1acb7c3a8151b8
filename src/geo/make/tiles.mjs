// Makes the detail tiles, at build time, into what the platform serves as files (public.mjs). The same sources give
// the same bytes, under DIRECTORY/tiles/{edition}/.
//
// {z}/{x}/{y}.txt is the `d` of an SVG path on a square of side 1024,
// to be filled by the rule `evenodd` and not stroked; it reaches a little over the square's edges,
// so that no hairline shows between two tiles. index.json says for
// every zoom which tiles there are, as a string of one hexadecimal digit for two
// tiles, row by row: of each digit the high two bits are the first tile's, the
// low two the second's: 0 sea, 1 land (neither has a file), 2 a file.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { area, cut, mercator, rings } from "./earth.mjs";
import { fingerprint } from "./fingerprint.mjs";

/** The edition of Natural Earth's package that they are made from. */
const ATLAS = "2.0.2";
const ZOOMS = [4, 5, 6, 7];
/** Units across a tile: four to a pixel at the tile's own zoom. */
const EXTENT = 1024;
/** How far a tile reaches over its edges. */
const BLEED = 4;
/** What simplifying may move a coast by: half a pixel, a whole one at zoom 8. */
const TOLERANCE = 2;
const [SEA, LAND, FILE] = [0, 1, 2];

/** A ring without what is closer than `tolerance` to what is left (Douglas and
 * Peucker). */
function simplify(ring, tolerance) {
  if (ring.length < 4) return ring;
  const keep = new Uint8Array(ring.length);
  const away = ([x, y]) => (x - ring[0][0]) ** 2 + (y - ring[0][1]) ** 2;
  let far = 0;
  for (let i = 1; i < ring.length; i++) if (away(ring[i]) > away(ring[far])) far = i;
  keep[0] = keep[far] = 1;
  const lines = [[0, far], [far, ring.length]];
  while (lines.length > 0) {
    const [start, end] = lines.pop();
    const [ax, ay] = ring[start];
    const [bx, by] = ring[end % ring.length];
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    let [worst, index] = [tolerance * tolerance, -1];
    for (let i = start + 1; i < end; i++) {
      const [x, y] = ring[i];
      const t = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
      const off = (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
      if (off > worst) [worst, index] = [off, i];
    }
    if (index >= 0) {
      keep[index] = 1;
      lines.push([start, index], [index, end]);
    }
  }
  return ring.filter((_, i) => keep[i]);
}

/** Rings as a path of whole numbers, relative and without needless spaces. */
function path(shapes) {
  let out = "";
  const pair = (x, y) => `${x}${y < 0 ? "" : " "}${y}`;
  for (const ring of shapes) {
    const points = ring.map(([x, y]) => [Math.round(x), Math.round(y)]);
    let [x, y] = points[0];
    let steps = "";
    for (const [nextX, nextY] of points.slice(1)) {
      if (nextX === x && nextY === y) continue;
      const step = pair(nextX - x, nextY - y);
      steps += steps && !step.startsWith("-") ? ` ${step}` : step;
      [x, y] = [nextX, nextY];
    }
    if (steps.split(/[ -]/).length > 4) out += `M${pair(...points[0])}l${steps}z`;
  }
  return out;
}

/** Cuts the rings of the world into the columns of a zoom, and those into tiles. */
function* tilesOf(world, zoom) {
  const count = 2 ** zoom;
  const columns = Array.from({ length: count }, () => []);
  const scale = count * EXTENT;
  for (const ring of world) {
    const points = simplify(ring.map(([x, y]) => [x * scale, y * scale]), TOLERANCE);
    const xs = points.map(([x]) => x);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    for (let x = Math.max(0, Math.floor((left - BLEED) / EXTENT)); x < count && x * EXTENT - BLEED <= right; x++) {
      const [low, high] = [x * EXTENT - BLEED, (x + 1) * EXTENT + BLEED];
      const strip = cut(cut(points, (p) => p[0] - low), (p) => high - p[0]);
      if (strip.length > 2) columns[x].push(strip);
    }
  }
  for (let x = 0; x < count; x++) {
    for (let y = 0; y < count; y++) {
      const [low, high] = [y * EXTENT - BLEED, (y + 1) * EXTENT + BLEED];
      const shapes = columns[x]
        .map((strip) => cut(cut(strip, (p) => p[1] - low), (p) => high - p[1]))
        // What a cut leaves of land beside the tile has no area.
        .filter((ring) => ring.length > 2 && Math.abs(area(ring)) > 1)
        .map((ring) => ring.map((p) => [p[0] - x * EXTENT, p[1] - y * EXTENT]));
      yield { x, y, shapes };
    }
  }
}

/** Whether a ring has no corner but the tile's own. */
const isFrame = (ring) =>
  ring.every(([x, y]) => [x, y].every((v) => Math.abs(v + BLEED) < 1e-6 || Math.abs(v - EXTENT - BLEED) < 1e-6));

/** The sum of all that the tiles are made from, as src/geo/tiles.rs has it. */
function edition() {
  const sources = ["tiles.mjs", "earth.mjs", "lakes.json"];
  return fingerprint(...sources.map((source) => readFileSync(new URL(source, import.meta.url))));
}

/** Makes all tiles under `root`, and says how many they are. */
export function tiles(root) {
  const { version } = JSON.parse(readFileSync(new URL("../../../node_modules/world-atlas/package.json", import.meta.url)));
  if (version !== ATLAS) throw new Error(`world-atlas is ${version}: say so here, because tiles are named by this file`);
  const world = rings("10m")
    .map((ring) => ring.slice(0, -1).map(mercator))
    .filter((ring) => ring.length > 2);
  const directory = join(root, "tiles", edition());
  const index = {};
  const total = { files: 0, bytes: 0, largest: 0 };
  for (const zoom of ZOOMS) {
    const count = 2 ** zoom;
    const kinds = new Uint8Array(count * count);
    for (const { x, y, shapes } of tilesOf(world, zoom)) {
      const frames = shapes.filter(isFrame);
      const coasts = shapes.filter((ring) => !isFrame(ring));
      const text = path(coasts);
      // An even number of frames is a lake around the tile.
      const inland = frames.length % 2 === 1;
      kinds[y * count + x] = text ? FILE : inland ? LAND : SEA;
      if (!text) continue;
      const frame = `M-${BLEED}-${BLEED}h${EXTENT + 2 * BLEED}v${EXTENT + 2 * BLEED}H-${BLEED}z`;
      const bytes = (inland ? frame : "") + text;
      mkdirSync(join(directory, String(zoom), String(x)), { recursive: true });
      writeFileSync(join(directory, String(zoom), String(x), `${y}.txt`), bytes);
      total.files += 1;
      total.bytes += bytes.length;
      total.largest = Math.max(total.largest, bytes.length);
    }
    index[zoom] = "";
    for (let i = 0; i < kinds.length; i += 2) index[zoom] += ((kinds[i] << 2) | kinds[i + 1]).toString(16);
  }
  writeFileSync(join(directory, "index.json"), JSON.stringify(index));
  console.log(`tiles: ${total.files} files, ${total.bytes} bytes, the largest ${total.largest}`);
}
