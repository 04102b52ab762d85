/** What became of the periods of a rehearsal: runs, and periods that should have run and did not. */
import type { TaxTable } from '#payslip/taxes/tax-pack.ts';
import { isLate, lateInWords } from '#run/lateness.ts';
import { type PeriodRow, periodsById } from '#store/reads/periods.ts';
import { type HeldCount, heldInRuns, runsSince, withoutRun } from '#store/reads/rehearsed.ts';
import { type RunRow, runsById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { CarriedHours } from './carry-hours.ts';
import type { Lived } from './live-through.ts';
import { isAfter } from './moments.ts';
import type { HeldLate, WaitedForPeople } from './people-at-once.ts';
import type { PlantedOutage } from './plant-outages.ts';
import type { ScratchWorld } from './scratch-company.ts';

/** A tax table by which figures are calculated. */
export interface UsedTable {
  readonly id: string;
  /** The pay date is after the table ends: its numbers go on. */
  readonly isCarried: boolean;
}

export interface RehearsedRun {
  readonly run: RunRow;
  /** Opened more than an hour after its due instant. */
  readonly isLate: boolean;
  /** How late it was opened, even if little: `9 days`. Null: on time. */
  readonly lateBy: string | null;
  readonly table: UsedTable | null;
  readonly held: readonly Omit<HeldCount, 'runId'>[];
  /** Committed after the pay date, in the time zone of the company. */
  readonly isAfterPayDate: boolean;
  /** Committed after the last moment at which an approval meets the pay date. */
  readonly isAfterDeadline: boolean;
  readonly waited: WaitedForPeople | null;
  readonly heldLate: HeldLate | null;
  /** The outage in which it was due. */
  readonly outage: PlantedOutage | null;
  readonly hours: CarriedHours | null;
}

/** A period of these months without a run. */
export interface NotRun {
  readonly period: PeriodRow;
  readonly why: { readonly code: string; readonly message: string };
}

export interface RehearsedPeriods {
  /** In order of pay date. */
  readonly runs: readonly RehearsedRun[];
  readonly notRun: readonly NotRun[];
}

export function rehearsedPeriods(
  world: ScratchWorld,
  ask: {
    readonly lived: Lived;
    readonly until: Temporal.Instant;
    /** Built in and loaded, oldest first. */
    readonly tables: readonly TaxTable[];
  },
): Promise<RehearsedPeriods> {
  const { store, companyId, startedAt } = world;
  const { lived, until, tables } = ask;
  return store.read({ companyId }, async (at) => {
    const runs = await runsById(at, await runsSince(at, startedAt));
    return {
      runs: await withFindings(at, { runs, lived, tables }),
      notRun: (await periodsById(at, await withoutRun(at, until)))
        .map((period) => ({ period, why: whyNot(period, lived.refused.get(period.periodId)) }))
        .toSorted((one, other) => byPayDate(one.period, other.period)),
    };
  });
}

async function withFindings(
  at: Reading,
  {
    runs,
    lived,
    tables,
  }: {
    readonly runs: readonly RunRow[];
    readonly lived: Lived;
    readonly tables: readonly TaxTable[];
  },
): Promise<readonly RehearsedRun[]> {
  const held = Map.groupBy(
    await heldInRuns(
      at,
      runs.map(({ runId }) => runId),
    ),
    ({ runId }) => runId,
  );
  const [waited, late, hours] = [
    new Map(lived.waited.map((one) => [one.runId, one])),
    new Map(lived.heldLate.map((one) => [one.periodId, one])),
    new Map(lived.hours.map((one) => [one.periodId, one])),
  ];
  return runs.toSorted(byPayDate).map((run) => {
    const { runId, periodId, dueAt, committedAt, reviewDeadline } = run;
    const paidOn = committedAt?.toZonedDateTimeISO(run.timeZone).toPlainDate();
    return {
      run,
      isLate: isLate(run.lateSeconds),
      lateBy: run.lateSeconds === null ? null : lateInWords(run.lateSeconds),
      table: tableFor(run, tables),
      held: (held.get(runId) ?? []).map(({ code, people, employees }) => ({
        code,
        people,
        employees,
      })),
      isAfterPayDate: paidOn !== undefined && Temporal.PlainDate.compare(paidOn, run.payOn) > 0,
      isAfterDeadline:
        committedAt !== null && reviewDeadline !== null && isAfter(committedAt, reviewDeadline),
      waited: waited.get(runId) ?? null,
      heldLate: late.get(periodId) ?? null,
      outage: dueAt === null ? null : outageOver(lived.outages, dueAt),
      hours: hours.get(periodId) ?? null,
    };
  });
}

/** The table of a pay date. Null: it is before the first one. */
function tableFor({ payOn }: Pick<RunRow, 'payOn'>, tables: readonly TaxTable[]): UsedTable | null {
  const isBefore = (one: Temporal.PlainDate, other: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(one, other) < 0;
  const own = tables.find(
    ({ fromOn, untilOn }) => !isBefore(payOn, fromOn) && !isBefore(untilOn, payOn),
  );
  if (own !== undefined) return { id: own.id, isCarried: false };
  const last = tables.at(-1);
  return last !== undefined && isBefore(last.untilOn, payOn)
    ? { id: last.id, isCarried: true }
    : null;
}

function outageOver(
  outages: readonly PlantedOutage[],
  dueAt: Temporal.Instant,
): PlantedOutage | null {
  return outages.find(({ from, to }) => !isAfter(from, dueAt) && isAfter(to, dueAt)) ?? null;
}

function byPayDate(
  one: Pick<PeriodRow, 'payOn' | 'startOn' | 'periodId'>,
  other: Pick<PeriodRow, 'payOn' | 'startOn' | 'periodId'>,
): number {
  return (
    Temporal.PlainDate.compare(one.payOn, other.payOn) ||
    Temporal.PlainDate.compare(one.startOn, other.startOn) ||
    one.periodId - other.periodId
  );
}

const inShadow = 'in_shadow';

/** Paybeat should have run it: no other payroll pays it. */
export function isMissed({ why }: NotRun): boolean {
  return why.code !== inShadow;
}

function whyNot(period: PeriodRow, refusal: NotRun['why'] | undefined): NotRun['why'] {
  const { status, pausedAt, pausedWhy, dueState, dueHeldWhy, automationEnabled } = period;
  if (period.shadowId !== null) return { code: inShadow, message: 'another payroll pays it' };
  if (status === 'draft') return { code: 'draft', message: 'nobody has activated it' };
  if (pausedAt !== null) {
    return { code: 'paused', message: `its schedule is paused: ${pausedWhy ?? 'no reason given'}` };
  }
  if (!automationEnabled || dueState === null) {
    return { code: 'by_hand', message: 'it runs by hand, so nothing runs it' };
  }
  if (dueState === 'held') return { code: 'held', message: dueHeldWhy ?? 'it is held' };
  if (refusal !== undefined) return { code: refusal.code, message: refusal.message };
  return { code: 'not_due', message: 'the rehearsal ends before it' };
}
