/**
 * Opens due periods by pay date, then first day, then id. A period that waits for another run of the same
 * people is left until a later scan (decision 0060).
 *
 * Periods whose rule says `opens: tick` are opened only by a tick of `auto_run_payroll` or by a person, never
 * by a scan. `opens: any` in the request includes them.
 *
 * A refusal in one period is reported and stops no other period.
 */
import { Outage, type Refusal } from '#errors.ts';
import { asWorker, type World } from '#operations/world.ts';
import { type DueFor, type DuePeriod, duePeriods } from '#store/reads/due.ts';
import { type Ahead, movingRuns } from '#store/reads/earlier-work.ts';
import { openRun } from './open-run.ts';

export type OpenResult = { readonly periodId: number; readonly companyId: number } & (
  | { readonly kind: 'opened'; readonly runId: number }
  /** Waits for another run. A scan after that run ends opens this period. */
  | { readonly kind: 'waits'; readonly ahead: Ahead }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly message: string }
);

interface OpenDue {
  readonly opens: DueFor;
  /** Limits the scan to this company. */
  readonly companyId?: number;
  /** What `everyDue` has found; left out: looked for now. */
  readonly due?: readonly DuePeriod[];
}

/** Due periods are read in pages, so that a thousand refused periods do not hide the next one. */
const duePage = 1_000;

export async function openDueRuns(world: World, ask: OpenDue): Promise<readonly OpenResult[]> {
  const due = (ask.due ?? (await everyDue(world, ask))).toSorted(inOrder);
  if (due.length === 0) return [];
  const moving = await world.store.read('every company', (at) => movingRuns(at, ask));
  const ahead = new Map<string, DuePlace & Ahead>();
  for (const run of moving.toReversed()) ahead.set(lineOf(run), run);
  const except = new Set<number>();
  const results: OpenResult[] = [];
  for (const period of due) {
    const before = ahead.get(lineOf(period));
    const isBehind = before !== undefined && inOrder(before, period) < 0;
    const result: OpenResult = isBehind
      ? {
          kind: 'waits',
          ...named(period),
          ahead: { periodId: before.periodId, runId: before.runId },
        }
      : await openOne(world, { period, opens: ask.opens, except });
    results.push(result);
    if (isBehind) continue;
    if (result.kind === 'opened') ahead.set(lineOf(period), { ...period, runId: result.runId });
    else if (result.kind === 'waits') ahead.set(lineOf(period), { ...period, runId: null });
    else except.add(period.periodId);
  }
  return results;
}

type DuePlace = Pick<DuePeriod, 'companyId' | 'scheduleId' | 'periodId' | 'startOn' | 'payOn'>;

export async function everyDue(
  world: World,
  ask: Omit<OpenDue, 'due'>,
): Promise<readonly DuePeriod[]> {
  const due: DuePeriod[] = [];
  for (;;) {
    const after = due.at(-1) ?? null;
    const page = await world.store.read('every company', (at) =>
      duePeriods(at, { ...ask, limit: duePage, after }),
    );
    due.push(...page);
    if (page.length < duePage) return due;
  }
}

function inOrder(one: DuePlace, other: DuePlace): number {
  return (
    Temporal.PlainDate.compare(one.payOn, other.payOn) ||
    Temporal.PlainDate.compare(one.startOn, other.startOn) ||
    one.periodId - other.periodId
  );
}

/** Identifies the schedule. Periods of one schedule pay the same people. */
function lineOf({ companyId, scheduleId }: Pick<DuePlace, 'companyId' | 'scheduleId'>): string {
  return `${companyId} ${scheduleId ?? 0}`;
}

function named({ periodId, companyId }: DuePlace) {
  return { periodId, companyId };
}

async function openOne(
  world: World,
  ask: {
    readonly period: DuePeriod;
    readonly opens: DueFor;
    /** Periods that this scan could not open. */
    readonly except: ReadonlySet<number>;
  },
): Promise<OpenResult> {
  const { period, opens, except } = ask;
  const { periodId, companyId } = period;
  try {
    const dueBefore = { opens, except };
    const opened = await openRun(asWorker(world), { periodId, companyId, dueBefore });
    if (opened.ok) return { kind: 'opened', periodId, companyId, runId: opened.value.runId };
    const { code, message } = opened.refusal;
    const ahead = aheadIn(opened.refusal);
    if (ahead) return { kind: 'waits', periodId, companyId, ahead };
    world.telemetry.emit({ kind: 'period_refused', periodId, code, message });
    return { kind: 'refused', periodId, companyId, refusal: opened.refusal };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    world.telemetry.emit({ kind: 'period_refused', periodId, code: 'unexpected', message });
    if (error instanceof Outage) throw error;
    return { kind: 'failed', periodId, companyId, message };
  }
}

/** Reads from a refusal what the period waits for. */
export function aheadIn({ code, facts }: Refusal): Ahead | null {
  if (code !== 'waits_in_turn') return null;
  const { aheadPeriodId: periodId, aheadRunId: runId } = facts ?? {};
  return typeof periodId === 'number' && (runId === null || typeof runId === 'number')
    ? { periodId, runId }
    : null;
}
