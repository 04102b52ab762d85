/**
 * Cleans up after a bench, however it ends: it leaves no server, process or folder.
 *
 * Whoever opens something registers how to undo it. The last registration is undone first, at the
 * end of the bench, after a failure, or after an interrupt. What a bench leaves after SIGKILL is
 * removed by the next bench, or by the next tests.
 */
import { dirname } from 'node:path';
import { newDataFolder, removeUnused } from '../test/support/test-server.ts';

type Undo = () => Promise<unknown>;

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const undos: Undo[] = [];
let isWatched = false;
/** After this only the first error counts. Later errors are its consequences. */
let isEnding = false;

/** Registers an undo. Returns a function that runs it early. */
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

/** Every bench calls this last. */
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

/** Creates a folder that only this bench uses. */
export async function benchFolder(): Promise<string> {
  const dataFolder = await newDataFolder();
  atTheEnd(() => removeUnused(dataFolder));
  return dirname(dataFolder);
}

/** Prints what the bench is doing. Results go to stdout. */
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
