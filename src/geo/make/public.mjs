// Makes what the platform serves as files: `node src/geo/make/public.mjs DIRECTORY`, at build time. The same sources
// give the same bytes.
//
// - DIRECTORY/tiles/{edition}/: the map's detail, which browsers ask for.
// - DIRECTORY/data/{sum}/land.bin, sea.bin and ports.bin: what the worker itself reads when a page first needs it, under the path
//   that src/geo/earth.rs makes of the same bytes. They are public domain, so that browsers may have them, too.
// - DIRECTORY/_headers: the headers of all of it, and of the words of the languages, which `sealink languages` puts
//   into DIRECTORY/data/, too.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { tiles } from "./tiles.mjs";

/** `EVERY_REPLY` of src/http.rs, but that a file never changes under its path; a test holds the two together. */
const HEADERS = `  Strict-Transport-Security: max-age=63072000; includeSubDomains
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
  Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  X-Robots-Tag: noindex, nofollow, noarchive
  Cache-Control: public, max-age=31536000, immutable
`;

const root = process.argv[2];
if (!root) throw new Error("usage: node public.mjs DIRECTORY");
rmSync(root, { recursive: true, force: true });
tiles(root);
for (const name of ["land.bin", "sea.bin", "ports.bin"]) {
  const bytes = readFileSync(new URL(`../data/${name}`, import.meta.url));
  const directory = join(root, "data", fingerprint(bytes));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), bytes);
}
// Last: a build that was broken off begins again.
writeFileSync(join(root, "_headers"), ["/tiles/*", "/data/*"].map((path) => `${path}\n${HEADERS}`).join(""));
