// Natural Earth 50m land for the map: rings in Mercator units, largest first.
import { area, Bytes, mercator, rings } from "./earth.mjs";

/** Units across the world: 0.011 degrees each, a quarter of a pixel at zoom 5,
 * above which the detail tiles take over. */
const UNITS = 32767;

/** land.bin: the number of rings, then each as its length in bytes, bounding
 * box (left, top, width, height), number of points, and zigzag differences
 * from the box's corner on. */
export function land() {
  const packed = [];
  for (const ring of rings("50m")) {
    const points = [];
    for (const place of ring.slice(0, -1)) {
      const [x, y] = mercator(place).map((v) => Math.round(Math.max(0, Math.min(1, v)) * UNITS));
      const last = points.at(-1);
      if (!last || last[0] !== x || last[1] !== y) points.push([x, y]);
    }
    for (let i = points.length - 2; i > 0; i--) {
      if (Math.abs(area(points.slice(i - 1, i + 2))) <= 1) points.splice(i, 1);
    }
    if (points.length < 3) continue;
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const left = Math.min(...xs);
    const top = Math.min(...ys);
    const width = Math.max(...xs) - left;
    const height = Math.max(...ys) - top;
    const body = new Bytes();
    for (const value of [left, top, width, height, points.length]) body.varint(value);
    let [x, y] = [left, top];
    for (const point of points) {
      body.signed(point[0] - x);
      body.signed(point[1] - y);
      [x, y] = point;
    }
    packed.push({ size: Math.max(width, height), left, top, body: body.done() });
  }
  packed.sort((a, b) => b.size - a.size || a.left - b.left || a.top - b.top);
  const out = new Bytes();
  out.varint(packed.length);
  for (const { body } of packed) {
    out.varint(body.length);
    out.raw(body);
  }
  return out.done();
}
