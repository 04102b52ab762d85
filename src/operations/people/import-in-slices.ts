/**
 * What the imports of all kinds of files share: they read rows one by one, write them in slices, report
 * progress (except for short files), and tell whether anything changed.
 */

import type { TellBytes } from '#files/csv.ts';
import type { World } from '#operations/world.ts';
import type { Replaced, StageRows } from '#store/writes/versions.ts';
import type { ImportStep } from '#telemetry.ts';

export interface ImportProgress {
  readonly read: TellBytes;
  /** What staging needs for a file of this many rows, in addition to the rows. */
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

/** Maps rows lazily, one at a time. */
export function* mapped<Row, Other>(
  rows: Iterable<Row>,
  to: (row: Row) => Other,
): Generator<Other> {
  for (const row of rows) yield to(row);
}

export function hasChanged(replaced: Pick<Replaced, 'begun' | 'closed'>): boolean {
  return replaced.begun + replaced.closed > 0;
}
