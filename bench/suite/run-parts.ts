/**
 * Runs the parts one after the other. A part that fails is reported with its last words, and the others go on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Part } from './parts.ts';

export type PartResult =
  | { readonly kind: 'measured'; readonly figures: unknown; readonly seconds: number }
  | { readonly kind: 'failed'; readonly why: string; readonly seconds: number };

export type Results = Readonly<Record<string, PartResult>>;

/** How much of a part's output is kept, in characters. */
const wordsKept = 4_000;
/** A part that is told to end has this long to tidy up. */
const tidyMs = 20_000;
const folder = join(import.meta.dirname, '..');

interface Around {
  say(line: string): void;
  /** Registers what ends a part when the suite is interrupted. Returns a function that does it now. */
  atTheEnd(undo: () => Promise<unknown>): () => Promise<void>;
}

export async function runParts(parts: readonly Part[], around: Around): Promise<Results> {
  const { say } = around;
  const results: Record<string, PartResult> = {};
  for (const [index, part] of parts.entries()) {
    say(`${index + 1} of ${parts.length}: ${part.name}`);
    const result = await runPart(part, around);
    results[part.name] = result;
    say(
      result.kind === 'measured'
        ? `  ${part.name}: ${result.seconds.toFixed(0)} s`
        : `  ${part.name} FAILED: ${result.why}`,
    );
  }
  return results;
}

async function runPart(part: Part, { say, atTheEnd }: Around): Promise<PartResult> {
  const startedMs = performance.now();
  const seconds = () => (performance.now() - startedMs) / 1_000;
  const child = spawn(
    process.execPath,
    ['--conditions=paybeat-source', join(folder, part.file), ...part.args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const forget = atTheEnd(async () => void child.kill('SIGTERM'));
  let said = '';
  let words = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
  });
  child.stderr.on('data', (bytes) => {
    words = `${words}${bytes}`.slice(-wordsKept);
    for (const line of String(bytes).trimEnd().split('\n')) say(`    ${line}`);
  });
  const ended = once(child, 'close').catch(() => null);
  const isLate = await endsLate(ended, part.patienceMinutes * 60_000);
  if (isLate) {
    child.kill('SIGTERM');
    if (await endsLate(ended, tidyMs)) child.kill('SIGKILL');
    await ended;
  }
  await forget();
  if (isLate) {
    const why = `it took more than ${part.patienceMinutes} minutes`;
    return { kind: 'failed', why, seconds: seconds() };
  }
  const figures = lastJson(said);
  if (child.exitCode !== 0 || figures === undefined) {
    const how = `it ended with ${child.signalCode ?? child.exitCode}`;
    const brokenOf = figures === undefined ? '' : ` after ${said.trim().slice(-wordsKept)}`;
    const why = withoutPlaces(`${how}${brokenOf}: ${words.trim()}`);
    return { kind: 'failed', why, seconds: seconds() };
  }
  return { kind: 'measured', figures, seconds: seconds() };
}

/** The page is for everybody: it names no database, password or folder of this machine. */
function withoutPlaces(words: string): string {
  return words
    .replace(/\bpostgres(ql)?:\/\/\S+/g, '(database)')
    .replace(/(file:\/\/)?\/[\w./-]{4,}/g, '(file)');
}

async function endsLate(ended: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = wait(ms, true, { signal: timer.signal }).catch(() => false);
  const isLate = await Promise.race([ended.then(() => false), late]);
  timer.abort();
  return isLate;
}

function lastJson(text: string): unknown {
  try {
    return JSON.parse(text.trim().split('\n').at(-1) ?? '');
  } catch {
    return undefined;
  }
}
