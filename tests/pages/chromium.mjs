// Finds a Chromium, or installs one: `node tests/pages/chromium.mjs` prints which.
//
// In this order: the file that CHROMIUM names, one on the system, Debian's package where we are root on Debian,
// Playwright's own download. Fonts for the scripts that the pages are written in come from Debian in the same way;
// elsewhere it names what is missing, because only the pictures suffer.

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

/** Which Debian package has a font for each of these languages, by the code that fontconfig knows it by. */
const FONTS = {
  'fonts-noto-core': ['ar', 'he', 'th', 'hi', 'bn'],
  'fonts-noto-cjk': ['ko', 'ja', 'zh-cn', 'zh-tw'],
};

const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: ['ignore', 2, 2] });

/** Whether Debian's packages can be had. */
const onDebian = () => process.getuid?.() === 0 && existsSync('/etc/debian_version');

function installFromDebian(...packages) {
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  run('apt-get', 'update', '-qq');
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages);
}

function install() {
  if (onDebian()) return installFromDebian('chromium', 'fontconfig', 'fonts-dejavu-core');
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  run(process.execPath, playwright, 'install', 'chromium');
}

/** The languages of a package's that no font on this machine is for. */
function unreadable(languages) {
  return languages.filter((language) => {
    try {
      return execFileSync('fc-list', [`:lang=${language}`, 'file'], { encoding: 'utf8' }).trim() === '';
    } catch {
      // No fontconfig: macOS has its own, and the fonts as well; a bare Debian has neither.
      return process.platform === 'linux';
    }
  });
}

function installFonts() {
  const missing = Object.entries(FONTS).filter(([, languages]) => unreadable(languages).length > 0);
  if (missing.length === 0) return;
  if (onDebian()) return installFromDebian('fontconfig', ...missing.map(([name]) => name));
  const languages = missing.flatMap(([, all]) => unreadable(all)).join(', ');
  const packages = missing.map(([name]) => name).join(', ');
  console.log(`No fonts for ${languages}: pictures will show boxes there. Debian's packages are ${packages}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!chromiumPath()) install();
  installFonts();
  console.log(`Browser: ${chromiumPath() ?? "Playwright's own Chromium"}`);
}
