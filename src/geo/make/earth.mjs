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
  return [...shapes.flat().map(onOneSide), ...lakes];
}

/** The same ring with its points on the date line on the side of the map that
 * the ring is on there: land that is cut at that line has them on either. */
function onOneSide(ring) {
  const onLine = ([lon]) => Math.abs(lon) === 180;
  const side = (index) => {
    for (let away = 1; away < ring.length; away++) {
      for (const near of [ring[(index + away) % ring.length], ring.at(index - away)]) {
        if (!onLine(near)) return near[0] < 0 ? -180 : 180;
      }
    }
    return ring[index][0];
  };
  return ring.map((place, index) => (onLine(place) ? [side(index), place[1]] : place));
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
