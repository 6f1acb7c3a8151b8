// Makes src/geo/data/*.bin: `make geo`. The same sources give the same bytes.
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { land } from "./land.mjs";
import { ports } from "./ports.mjs";
import { sea } from "./sea.mjs";

for (const [name, pack] of Object.entries({ land, ports, sea })) {
  const bytes = pack();
  writeFileSync(new URL(`../data/${name}.bin`, import.meta.url), bytes);
  console.log(`${name}.bin: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
}
