/**
 * People whom only one of two compared runs pays: why, and which earlier payslip of their own they are compared
 * with.
 *
 *   held last time, or moved here   from their own newest payslip for days of work, if they have one
 *   hired, or hired again           from nothing: all of their pay is the part of the hire
 */
import { type PaidAmountsByLine, wholePart } from '#judgement/attribute.ts';
import type { DifferenceCause } from '#judgement/difference.ts';
import { type RosterChange, rosterChanges } from '#store/reads/changed-inputs.ts';
import {
  earlierPayOf,
  effectiveAmountsOf,
  type NotPaid,
  notPaidIn,
  type PaidRow,
} from '#store/reads/paid-amounts.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import { type FoundPart, scheduleWords } from './found-changes.ts';

/** A person's pay in both runs. Null: none. */
export interface PaidPair {
  readonly employeeId: number;
  readonly before: PaidAmountsByLine | null;
  readonly now: PaidAmountsByLine | null;
}

export interface PaidOnce {
  readonly parts: readonly FoundPart[];
  /** The earlier payslip from which the rest of the difference is divided. */
  readonly from: EarlierPayslip | null;
}

interface EarlierPayslip {
  readonly runId: number;
  readonly scheduleId: number | null;
  readonly paid: PaidAmountsByLine;
}

/** By employee id. */
export async function paidInOne(
  at: Reading,
  ask: {
    readonly frame: RunFrame;
    readonly lastRunId: number | null;
    readonly pairs: readonly PaidPair[];
    readonly notPaid?: readonly NotPaid[];
  },
): Promise<ReadonlyMap<number, PaidOnce>> {
  const { frame, lastRunId, pairs } = ask;
  const alone = pairs.filter(({ before, now }) => before === null || now === null);
  if (alone.length === 0) return new Map();
  const employeeIds = alone.map(({ employeeId }) => employeeId);
  const came = alone.flatMap((pair) => (pair.before === null ? [pair.employeeId] : []));
  const went = alone.flatMap((pair) => (pair.before === null ? [] : [pair.employeeId]));
  const heldLast = await reasonsOf(at, { runId: lastRunId, employeeIds: came });
  const notNow =
    ask.notPaid === undefined
      ? await reasonsOf(at, { runId: frame.runId, employeeIds: went })
      : byEmployee(ask.notPaid);
  const earlier = await earlierPayslips(at, { frame, employeeIds: came });
  const roster = await rosterChanges(at, { employeeIds, revision: frame.snapshotRevision });
  const changesOf = Map.groupBy(roster, ({ employeeId }) => employeeId);
  return new Map(
    alone.map(({ employeeId, before, now }): readonly [number, PaidOnce] => {
      const own = earlier.get(employeeId) ?? null;
      const cause =
        before === null
          ? comingCause({ last: heldLast.get(employeeId), own, frame })
          : goingCause(notNow.get(employeeId));
      const from = cause === 'hire' || before !== null ? null : own;
      const parts =
        before === null
          ? wholePart(cause, from?.paid ?? now ?? nothing, 1n)
          : wholePart(cause, before, -1n);
      const changes = placeChanges(cause, changesOf.get(employeeId) ?? []);
      return [employeeId, { from, parts: parts.map((part) => ({ ...part, changes })) }];
    }),
  );
}

const nothing: PaidAmountsByLine = { grossMinor: 0n, netMinor: 0n, lines: [] };

function comingCause(of: {
  readonly last: NotPaid | undefined;
  readonly own: EarlierPayslip | null;
  readonly frame: RunFrame;
}): DifferenceCause {
  if (of.last?.disposition === 'held') return 'held_last_time';
  const isElsewhere = of.own !== null && of.own.scheduleId !== of.frame.scheduleId;
  return isElsewhere ? 'moved_schedule' : 'hire';
}

/** Only a move takes somebody off the roster of a schedule. */
function goingCause(reason: NotPaid | undefined): DifferenceCause {
  if (reason?.disposition === 'held') return 'held_now';
  return reason?.code === 'left_before_period' ? 'leaver' : 'moved_schedule';
}

function placeChanges(
  cause: DifferenceCause,
  roster: readonly RosterChange[],
): FoundPart['changes'] {
  const dates = roster.findLast(({ isDates }) => isDates);
  const move = roster.findLast(({ isSchedule }) => isSchedule);
  if (cause === 'moved_schedule' && move !== undefined) {
    return [{ cause, revision: move.revision, ...scheduleWords(move) }];
  }
  if (dates === undefined) return [];
  const { revision } = dates;
  if (cause === 'hire') {
    return [{ cause, revision, what: 'first day', before: null, after: `${dates.hiredOn}` }];
  }
  if (cause !== 'leaver') return [];
  return [{ cause, revision, what: 'last day', before: null, after: `${dates.endedOn}` }];
}

async function reasonsOf(
  at: Reading,
  ask: { readonly runId: number | null; readonly employeeIds: readonly number[] },
): Promise<ReadonlyMap<number, NotPaid>> {
  const { runId, employeeIds } = ask;
  if (runId === null || employeeIds.length === 0) return new Map();
  return byEmployee(await notPaidIn(at, { runId, employeeIds }));
}

function byEmployee(rows: readonly NotPaid[]): ReadonlyMap<number, NotPaid> {
  return new Map(rows.map((row) => [row.employeeId, row]));
}

async function earlierPayslips(
  at: Reading,
  ask: { readonly frame: RunFrame; readonly employeeIds: readonly number[] },
): Promise<ReadonlyMap<number, EarlierPayslip>> {
  const { frame, employeeIds } = ask;
  if (employeeIds.length === 0) return new Map();
  const rows = await earlierPayOf(at, { employeeIds, before: frame.startOn });
  const { snapshotRevision: revision } = frame;
  const found = new Map<number, EarlierPayslip>();
  for (const [runId, people] of Map.groupBy(rows, (row) => row.runId)) {
    const ids = people.map(({ employeeId }) => employeeId);
    const scheduleId = people[0]?.scheduleId ?? null;
    for (const row of await effectiveAmountsOf(at, { runId, revision, employeeIds: ids })) {
      found.set(row.employeeId, { runId, scheduleId, paid: byLine(row) });
    }
  }
  return found;
}

export function byLine(row: PaidRow): PaidAmountsByLine {
  const { grossMinor, netMinor, lineCodes, lineAmounts } = row;
  const lines = lineCodes.map((payCodeId, nth) => ({
    ...{ payCodeId, amountMinor: lineAmounts[nth] ?? 0n },
  }));
  return { grossMinor, netMinor, lines };
}
