#!/usr/bin/env node
/**
 * The command's entry file: finds the right Node, then starts the program.
 *
 * Every Node from 18 on can run this file. It can therefore report in one line that a Node is too
 * old, where other files would give a syntax error.
 *
 *   - in a checkout it runs `src/main.ts` under Node 26, with the condition that maps
 *     `#room/file.ts` to `src/`. If the running Node is older, it uses the one of the `node`
 *     package;
 *   - installed, it runs `dist/main.js`, because Node does not strip types below node_modules.
 *
 * A second start of Node costs about 40 ms. It happens with a wrong version, with a missing condition,
 * or for a command that needs much memory and has no limit for young objects. If the platform can
 * replace a process (`process.execve`), no parent process remains. Otherwise the parent forwards
 * signals and ends as the child ended.
 *
 * Elsewhere: the arguments and their effect (src/main.ts, src/cli/).
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
/**
 * How much memory the young objects of each thread may use, in MiB for half of them. Node's own limit
 * is 16. With 8, a worker on two cores needs about a tenth less for a large run.
 */
const youngLimit = '--max-semi-space-size';
const needsMuch = new Set(['start', 'worker', 'import']);
/** The exit code of an outage, as for an unreachable database. */
const unavailable = 7;

const thisFile = fileURLToPath(import.meta.url);
const root = dirname(dirname(thisFile));
const isCheckout =
  !root.split(sep).includes('node_modules') && existsSync(join(root, 'src', 'main.ts'));
const isNewEnough = Number.parseInt(process.versions.node, 10) >= oldestNode;

if (isCheckout && !existsSync(join(root, 'node_modules'))) {
  refuse('not_installed', `nothing is installed yet in ${root}`, 'run: npm ci');
} else if (isNewEnough && isReady()) {
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
  // The compile cache halves the time of a short command. It is kept with the installed files,
  // never in a folder that others can write to. If it cannot be kept there, there is none.
  nodeModule.enableCompileCache?.(join(root, 'node_modules', '.cache', 'paybeat'));
  const { main } = await import(pathToFileURL(mainFile).href);
  const exitCode = await main(process.argv.slice(2));
  if (typeof exitCode === 'number') process.exitCode = exitCode;
}

function isReady() {
  if (isCheckout) return hasSourceCondition();
  // Without execve a parent process would remain, which needs more memory than the limit saves.
  const isWorthIt = process.argv.slice(2).some((word) => needsMuch.has(word));
  return !isWorthIt || isLimited() || typeof process.execve !== 'function';
}

function isLimited() {
  const given = `${process.execArgv.join(' ')} ${process.env.NODE_OPTIONS ?? ''}`;
  return given.includes(youngLimit);
}

function hasSourceCondition() {
  // Checks the flag, too: otherwise a condition without effect would restart Node for ever.
  return (
    process.execArgv.includes(sourceCondition) ||
    import.meta.resolve('#main.ts').endsWith('/src/main.ts')
  );
}

/**
 * The Node of the `node` package. Its package.json has the version, so it need not be started to
 * ask.
 */
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
  const flags = [
    ...process.execArgv,
    ...(isCheckout ? [sourceCondition] : []),
    ...(isLimited() ? [] : [`${youngLimit}=8`]),
  ];
  const args = [...flags, thisFile, ...process.argv.slice(2)];
  if (typeof process.execve === 'function') process.execve(node, [node, ...args], process.env);

  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole process group. Forwarding it would make it a second
  // Ctrl-C.
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
