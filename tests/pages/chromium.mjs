// Finds a Chromium, or installs one: `node tests/pages/chromium.mjs` prints which.
//
// In this order: the file that CHROMIUM names, one on the system, Debian's package where we are root on Debian,
// Playwright's own download.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser's path; undefined leaves it to Playwright's own download. */
export function chromiumPath() {
  const named = process.env.CHROMIUM;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM names ${named}, and there is no such file`);
  return named || USUAL_PLACES.find((path) => existsSync(path));
}

/** Root's browser cannot have the sandbox that needs an ordinary user. */
export const BROWSER_FLAGS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

function install() {
  const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: ['ignore', 2, 2] });
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    process.env.DEBIAN_FRONTEND = 'noninteractive';
    run('apt-get', 'update', '-qq');
    run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
    return;
  }
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  run(process.execPath, playwright, 'install', 'chromium');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!chromiumPath()) install();
  console.log(`Browser: ${chromiumPath() ?? "Playwright's own Chromium"}`);
}
