/**
 * A bench leaves nothing behind, however it ends: no server, no process, no folder.
 *
 * Whoever opens something says how it is undone. The last is undone first, when the bench says that it is
 * over, when it fails, or when it is interrupted. What is left by a bench that was killed with SIGKILL is
 * removed by the next one that starts, or by the next tests.
 */
import { dirname } from 'node:path';
import { newDataFolder, removeUnused } from '../test/support/test-server.ts';

type Undo = () => Promise<unknown>;

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const undos: Undo[] = [];
let isWatched = false;
/** From then on only the first reason counts: what else breaks, breaks because of it. */
let isEnding = false;

/** The answer undoes it before the end. */
export function atTheEnd(undo: Undo): () => Promise<void> {
  watch();
  undos.push(undo);
  return async () => {
    const place = undos.indexOf(undo);
    if (place === -1) return;
    undos.splice(place, 1);
    await undo();
  };
}

/** The last words of every bench. */
export async function cleanUp(): Promise<void> {
  for (let undo = undos.pop(); undo; undo = undos.pop()) {
    try {
      await undo();
    } catch (error) {
      progress(`could not tidy up: ${error instanceof Error ? error.stack : error}`);
      process.exitCode = 1;
    }
  }
}

/** A folder of this bench alone. */
export async function benchFolder(): Promise<string> {
  const dataFolder = await newDataFolder();
  atTheEnd(() => removeUnused(dataFolder));
  return dirname(dataFolder);
}

/** What it is doing; results go to stdout. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function watch(): void {
  if (isWatched) return;
  isWatched = true;
  for (const [signal, code] of Object.entries(exitCodes)) {
    process.on(signal, () => end(`ended by ${signal}: tidying up`, code));
  }
  process.on('uncaughtException', (error) => end(error.stack ?? String(error), 1));
}

function end(why: string, code: number): void {
  if (isEnding) return;
  isEnding = true;
  progress(why);
  void cleanUp().then(() => process.exit(code));
}
