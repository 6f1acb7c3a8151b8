// Natural Earth as plain rings of [longitude, latitude], from the npm package
// world-atlas and the lakes beside this file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);

/** The rings of all land at `scale` ("50m" or "10m"), lakes included: under the
 * even-odd rule a ring inside another is water again, and an island in it land. */
export function rings(scale) {
  const atlas = JSON.parse(readFileSync(require.resolve(`world-atlas/land-${scale}.json`)));
  const land = feature(atlas, atlas.objects.land);
  const lakes = JSON.parse(readFileSync(new URL("lakes.json", import.meta.url)));
  const shapes = land.features.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
  );
  return [...shapes.flat().flatMap(onTheMap), ...lakes];
}

/** A ring without the jumps that it makes at the date line, and in two parts if
 * it lies on both sides of it. */
function onTheMap(ring) {
  let last = ring[0][0];
  let line = ring.map(([lon, lat]) => {
    last = lon - 360 * Math.round((lon - last) / 360);
    return [last, lat];
  });
  const turn = last - ring[0][0];
  // Antarctica goes once around the world: the pole closes it.
  if (Math.abs(turn) > 1) line = [...line, [last, -90], [last - turn, -90], line[0]];
  const lons = line.map(([lon]) => lon);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const turns = Math.round((west + east) / 720);
  line = line.map(([lon, lat]) => [lon - 360 * turns, lat]);
  if (west - 360 * turns >= -180.001 && east - 360 * turns <= 180.001) return [line];
  return [-360, 0, 360]
    .map((shift) => line.map(([lon, lat]) => [lon + shift, lat]))
    .map((moved) => cut(cut(moved, ([lon]) => lon + 180), ([lon]) => 180 - lon))
    .filter((part) => part.length > 2)
    .map((part) => [...part, part[0]]);
}

/** The part of a ring where `inside` is not negative; it is linear. */
export function cut(ring, inside) {
  const kept = [];
  let last = ring.at(-1);
  for (const point of ring) {
    const [was, is] = [inside(last), inside(point)];
    if (was < 0 !== is < 0) {
      const t = was / (was - is);
      kept.push([last[0] + (point[0] - last[0]) * t, last[1] + (point[1] - last[1]) * t]);
    }
    if (is >= 0) kept.push(point);
    last = point;
  }
  return kept;
}

/** The spherical Mercator projection onto a square of side 1, north on top. */
export function mercator([lon, lat]) {
  const LIMIT = 85.0511287798;
  const phi = (Math.max(-LIMIT, Math.min(LIMIT, lat)) * Math.PI) / 180;
  return [lon / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI)];
}

/** Twice the signed area of a closed ring. */
export function area(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    sum += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  }
  return sum;
}

/** A growing byte buffer with the two encodings that the Rust decoders read. */
export class Bytes {
  #bytes = [];

  /** LEB128, as in WebAssembly and protocol buffers. */
  varint(value) {
    if (!Number.isInteger(value) || value < 0) throw new Error(`not a natural number: ${value}`);
    while (value > 127) {
      this.#bytes.push((value % 128) | 128);
      value = Math.floor(value / 128);
    }
    this.#bytes.push(value);
  }

  /** Zigzag: small numbers of either sign stay short. */
  signed(value) {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** `size` bytes, the lowest first. */
  fixed(value, size) {
    for (let i = 0; i < size; i++) {
      this.#bytes.push(value % 256);
      value = Math.floor(value / 256);
    }
    if (value !== 0) throw new Error("number too large for its field");
  }

  raw(bytes) {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  get length() {
    return this.#bytes.length;
  }

  done() {
    return Buffer.from(this.#bytes);
  }
}
