#!/usr/bin/env node
/**
 * The command's entry file: finds the right Node, then hands over to the program.
 *
 * Plain JavaScript that every Node from 18 on can read, because its first task is to notice a
 * Node that is too old and to say so in one line instead of a syntax error.
 *
 *   in a checkout   `src/main.ts` under Node 26 with the condition that maps `#room/file.ts` to
 *                   `src/`; the Node of the `node` package is used where the running one is older
 *   installed       `dist/main.js`; Node does not strip types below a node_modules folder
 *
 * A second start costs one start of Node (about 40 ms) and is made only for a wrong version or a
 * missing condition. Where the platform can replace a process (`process.execve`) there is no
 * parent left; elsewhere the parent passes signals on and ends the way the child ended.
 *
 * Elsewhere: what the arguments mean and what they answer (src/main.ts, src/cli/).
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldestNode = 26;
const sourceCondition = '--conditions=paybeat-source';
/** Exit code for "the world is not ready", as for an unreachable database. */
const unavailable = 7;

const thisFile = fileURLToPath(import.meta.url);
const root = dirname(dirname(thisFile));
const isCheckout =
  !root.split(sep).includes('node_modules') && existsSync(join(root, 'src', 'main.ts'));
const isNewEnough = Number.parseInt(process.versions.node, 10) >= oldestNode;

if (isCheckout && !existsSync(join(root, 'node_modules'))) {
  refuse('not_installed', `nothing is installed yet in ${root}`, 'run: npm ci');
} else if (isNewEnough && (!isCheckout || hasSourceCondition())) {
  await run(join(root, ...(isCheckout ? ['src', 'main.ts'] : ['dist', 'main.js'])));
} else {
  const node = isNewEnough ? process.execPath : bundledNode();
  if (node === undefined) {
    refuse(
      'node_too_old',
      `Paybeat needs Node ${oldestNode} or later and this is Node ${process.versions.node}`,
      isCheckout ? 'run: npm ci' : `install Node ${oldestNode}, for instance: npm install node@26`,
    );
  } else {
    startAgain(node);
  }
}

async function run(mainFile) {
  // Compiled once, not at every start: half the time of a short command. Kept with what npm
  // installed, never in a folder that others may write; where it cannot be kept, nothing is.
  nodeModule.enableCompileCache?.(join(root, 'node_modules', '.cache', 'paybeat'));
  const { main } = await import(pathToFileURL(mainFile).href);
  const exitCode = await main(process.argv.slice(2));
  if (typeof exitCode === 'number') process.exitCode = exitCode;
}

function hasSourceCondition() {
  // The flag itself also counts: a condition that did not work must show its error, not start for ever.
  return (
    process.execArgv.includes(sourceCondition) ||
    import.meta.resolve('#main.ts').endsWith('/src/main.ts')
  );
}

/** The Node of the `node` package; its package.json names the version, so nothing is started to ask. */
function bundledNode() {
  try {
    const manifestFile = createRequire(import.meta.url).resolve('node/package.json');
    const { version } = JSON.parse(readFileSync(manifestFile, 'utf8'));
    if (Number.parseInt(version, 10) < oldestNode) return undefined;
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    return [
      join(dirname(manifestFile), 'bin', name),
      join(root, 'node_modules', '.bin', name),
    ].find((file) => existsSync(file));
  } catch {
    return undefined;
  }
}

function startAgain(node) {
  const flags = isCheckout ? [...process.execArgv, sourceCondition] : process.execArgv;
  const args = [...flags, thisFile, ...process.argv.slice(2)];
  if (typeof process.execve === 'function') process.execve(node, [node, ...args], process.env);

  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole group; passing it on too would make it a second Ctrl-C.
  const isAtTerminal = isatty(0) || isatty(1) || isatty(2);
  process.on('SIGINT', () => isAtTerminal || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) => refuse('node_failed', `${node}: ${error.message}`, 'run: npm ci'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
    if (signal === null) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function refuse(code, message, hint) {
  process.stderr.write(`error ${code}: ${message} (${hint})\n`);
  process.exitCode = unavailable;
}
