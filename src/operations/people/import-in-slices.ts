/**
 * What the imports of every kind of file have in common: rows one at a time, in slices, with how far
 * they have come (of a short file there is nothing to tell), and whether anything has changed.
 */

import type { TellBytes } from '#files/csv.ts';
import type { World } from '#operations/world.ts';
import type { Replaced, StageRows } from '#store/writes/versions.ts';
import type { ImportStep } from '#telemetry.ts';

export interface ImportProgress {
  readonly read: TellBytes;
  /** What staging a file of so many rows needs, in addition to the rows. */
  sent(of: number): Required<Pick<StageRows<never>, 'sliceRows' | 'tell'>>;
  written(of: number): (done: number) => void;
}

export function importProgress(world: World, file: string): ImportProgress {
  const tell = (step: ImportStep, of: number) => (done: number) => {
    if (done < of) world.telemetry.emit({ kind: 'import_progressed', file, step, done, of });
  };
  return {
    read: (done, of) => tell('read', of)(done),
    sent: (of) => ({ sliceRows: world.settings.importSliceRows, tell: tell('sent', of) }),
    written: (of) => tell('written', of),
  };
}

/** One at a time, as they are asked for. */
export function* mapped<Row, Other>(
  rows: Iterable<Row>,
  to: (row: Row) => Other,
): Generator<Other> {
  for (const row of rows) yield to(row);
}

export function hasChanged(replaced: Pick<Replaced, 'begun' | 'closed'>): boolean {
  return replaced.begun + replaced.closed > 0;
}
