/**
 * Where a process computes while something runs, by Node's own profiler: seconds for each part of the work.
 * A part is found by the file of the function that was running.
 */
import { Session } from 'node:inspector/promises';

/** The first pattern that fits the file's URL wins. */
const parts: readonly (readonly [string, RegExp])[] = [
  ['read: parse rows', /node_modules\/pg|pg-types|postgres-|src\/store\/(parsers|reads|tax-form)/],
  ['encode for COPY', /src\/store\/writes|pg-copy-streams/],
  ['calculate', /src\/(payslip|money|time|run|schedule)\//],
  ['inputs of each person', /src\/operations/],
  ['store and network', /src\/store|^node:/],
];
const ofTheEngine = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(idle)', 'wait for the server'],
  ['(program)', 'store and network'],
]);

export interface Profiled<T> {
  readonly value: T;
  readonly seconds: number;
  readonly process: Readonly<Record<string, number>>;
}

export async function profiled<T>(work: () => Promise<T>): Promise<Profiled<T>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1_000 });
  await session.post('Profiler.start');
  const startedMs = performance.now();
  const value = await work();
  const seconds = (performance.now() - startedMs) / 1_000;
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const partOf = new Map<number, string>();
  for (const { id, callFrame, children } of profile.nodes) {
    // What the engine does for a function belongs to that function's part.
    const part = partOfFrame(callFrame) ?? partOf.get(id) ?? 'other';
    partOf.set(id, part);
    for (const child of children ?? []) partOf.set(child, part);
  }
  const sums: Record<string, number> = {};
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const part = partOf.get(id) ?? 'other';
    sums[part] = (sums[part] ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1e6;
  }
  return { value, seconds, process: sorted(sums) };
}

function partOfFrame(frame: {
  readonly functionName: string;
  readonly url: string;
}): string | undefined {
  const { functionName, url } = frame;
  return ofTheEngine.get(functionName) ?? parts.find(([, pattern]) => pattern.test(url))?.[0];
}

export function sorted(sums: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sums).toSorted(([, one], [, other]) => other - one));
}
