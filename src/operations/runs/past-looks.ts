/**
 * Which past runs have to be looked at again, and for whom: the people whose dated pay, dated items, dates of
 * employment or entries changed after the run read them, with a first day that the run pays.
 *
 * Everybody else was paid by what is still known, and is not read.
 */
import type { AskedFrame } from '#store/reads/asked.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import { datedChanges, type PastRun, pastRuns } from '#store/reads/runs-before.ts';
import type { Reading } from '#store/store.ts';

/** A past run that changes reach into, and the people that they concern. */
export interface PastLook {
  readonly place: number;
  /** The revision at which inputs and payments are read now. */
  readonly revision: number;
  readonly run: Omit<PastRun, 'place'>;
  readonly people: readonly number[];
  /** The revisions of the changes of each person. */
  readonly changes: ReadonlyMap<number, readonly number[]>;
  /** The first day that the next run pays. */
  readonly nextOn: Temporal.PlainDate;
}

/** Past runs in the order of their days, and the people whose changes are looked for. */
interface PastAsk {
  readonly place: number;
  readonly companyId: number;
  readonly employeeIds: readonly number[];
  readonly until: number;
  readonly past: readonly Omit<PastRun, 'place'>[];
  readonly nextOn: (run: Omit<PastRun, 'place'>) => Temporal.PlainDate;
}

/** A run, or a run that is planned, and people whose past pay it may settle. */
interface SettlingRun {
  readonly frame: AskedFrame & Pick<RunFrame, 'kind' | 'paysOwed'>;
  readonly employeeIds: readonly number[];
}

/** The past runs that changes of these runs reach into. Only runs that pay what is owed have any. */
export async function pastLooks(
  at: Reading,
  runs: readonly SettlingRun[],
): Promise<readonly PastLook[]> {
  const paying = runs.flatMap(({ frame, employeeIds }, place) => {
    const isAsked = (frame.kind === 'regular' || frame.paysOwed) && employeeIds.length > 0;
    return isAsked ? [{ frame, employeeIds, place, dated: frame.snapshotRevision }] : [];
  });
  if (paying.length === 0) return [];
  const past = Map.groupBy(await pastRuns(at, paying), ({ place }) => place);
  return looksInto(
    at,
    paying.map(({ place, employeeIds, dated: until, frame }) => {
      return {
        ...{ place, companyId: frame.companyId, employeeIds, until, past: past.get(place) ?? [] },
        nextOn: () => frame.startOn,
      };
    }),
  );
}

export async function looksInto(
  at: Reading,
  asks: readonly PastAsk[],
): Promise<readonly PastLook[]> {
  const asked = asks.flatMap((ask) => {
    if (ask.past.length === 0) return [];
    return [{ ...ask, after: Math.min(...ask.past.map((run) => run.snapshotRevision)) }];
  });
  if (asked.length === 0) return [];
  const changes = Map.groupBy(await datedChanges(at, asked), ({ place }) => place);
  return asked.flatMap(({ place, until, past, nextOn }) =>
    past.flatMap((run): readonly PastLook[] => {
      const touched = (changes.get(place) ?? []).filter(
        (change) =>
          change.revision > run.snapshotRevision &&
          change.ownPeriodId === run.ownPeriodId &&
          (change.fromOn === null || Temporal.PlainDate.compare(change.fromOn, run.endOn) <= 0),
      );
      if (touched.length === 0) return [];
      const revisions = new Map<number, readonly number[]>();
      for (const { employeeId, revision } of touched) {
        revisions.set(employeeId, [...(revisions.get(employeeId) ?? []), revision]);
      }
      const people = [...revisions.keys()].sort((a, b) => a - b);
      return [{ place, revision: until, run, people, changes: revisions, nextOn: nextOn(run) }];
    }),
  );
}
