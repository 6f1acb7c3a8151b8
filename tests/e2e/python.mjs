// Finds a Python with the packages of requirements.txt, or makes one: `node tests/e2e/python.mjs` prints which.
//
// They go into the checkout, .tools/python. Where Python or its `venv` is missing, they are Debian's packages if we are
// root on Debian; elsewhere it names what is missing and fails.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const REQUIREMENTS = join(ROOT, 'tests/e2e/requirements.txt');
const HOME = join(ROOT, '.tools/python');
/** What was installed: the requirements' text. */
const DONE = join(HOME, 'installed.txt');

const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: ['ignore', 2, 2] });

function works(...command) {
  try {
    execFileSync(command[0], command.slice(1), { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether there is a Python that can make an environment with pip in it. */
const canMake = () => works('python3', '-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))');

function installPython() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error(
      "Python 3.10 or newer with venv and pip is missing. Debian: apt-get install python3 python3-venv. Fedora: dnf install python3 python3-pip. macOS: it comes with Xcode's command line tools, or with Homebrew.",
    );
  }
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  run('apt-get', 'update', '-qq');
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'python3', 'python3-venv');
}

/** The folder of the programs; made when it is missing or of other versions. */
export function pythonPrograms() {
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  const programs = join(HOME, 'bin');
  if (existsSync(DONE) && readFileSync(DONE, 'utf8') === wanted && works(join(programs, 'python'), '-V')) return programs;
  if (!canMake()) installPython();
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  run('python3', '-m', 'venv', HOME);
  run(join(programs, 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS);
  writeFileSync(DONE, wanted);
  return programs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`Python: ${pythonPrograms()}`);
