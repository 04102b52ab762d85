/**
 * Opens the runs of a set in its transaction, with the rules of open-run.ts, which opens one.
 *
 * What cannot be opened plainly is left out without a word: the code that opens it alone says why. That is
 * a company that somebody has locked or in which anything else is going on, a period that is not due or
 * missed, a roster that is empty, all excluded or too large, and pay codes or a tax table that are refused.
 */
import { actorOf } from '#caller.ts';
import { assert } from '#errors.ts';
import { calculatorOf, payCodesAtEach } from '#operations/companies/pay-codes.ts';
import { isHeldByPerson, isInShadow } from '#operations/runs/not-even-by-force.ts';
import { dueFactsOf, missedFactsOf } from '#operations/runs/open-run.ts';
import { newRun, type RunOpening } from '#operations/runs/opened-run.ts';
import { withLeavers } from '#operations/runs/plan-leavers.ts';
import { frameOf, placeEverybody, type RosterPlan } from '#operations/runs/plan-roster.ts';
import { unknownYearsOfEach } from '#operations/runs/plan-warnings.ts';
import type { World } from '#operations/world.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { dueConditions, notDueBecause } from '#run/due-conditions.ts';
import { missedDecision } from '#run/lateness.ts';
import { byPlace } from '#store/reads/asked.ts';
import type { DueFor } from '#store/reads/due.ts';
import { type PaySettings, paySettingsOfEach } from '#store/reads/pay-codes.ts';
import { type PeriodRow, periodsById } from '#store/reads/periods.ts';
import { rostersAt } from '#store/reads/roster.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import { undisturbed } from '#store/reads/sets.ts';
import type { Writing } from '#store/store.ts';
import type { PayslipClaim } from '#store/writes/payslips.ts';
import { fulfilDueInstants } from '#store/writes/periods.ts';
import { insertExclusionsOf, insertRuns, type LockedRun } from '#store/writes/runs.ts';
import { insertClaimedChunks, type LockedOfSet, lockSet } from '#store/writes/sets.ts';
import { peopleOfRunMax } from './enqueue-sets.ts';

export interface RunOfSet {
  readonly run: LockedRun;
  readonly frame: RunFrame;
  readonly opening: RunOpening;
  readonly plan: RosterPlan;
  readonly codes: PayCodes;
  readonly claim: PayslipClaim;
}

interface OpenSet {
  readonly world: World;
  readonly periodIds: readonly number[];
  readonly opens: DueFor;
  /** Overrides the rule of a single period, as in open-run.ts. */
  readonly force?: { readonly reason: string } | undefined;
}

interface OpenedSet {
  readonly runs: readonly RunOfSet[];
  /** Periods that somebody else has locked. */
  readonly locked: ReadonlySet<number>;
}

export async function openSet(tx: Writing, ask: OpenSet): Promise<OpenedSet> {
  const mine = await lockSet(tx, ask.periodIds);
  const periodIds = mine.map(({ periodId }) => periodId);
  const locked = new Set(ask.periodIds).difference(new Set(periodIds));
  if (periodIds.length === 0) return { runs: [], locked };
  const planned = await planSet(tx, { ...ask, periodIds, locked: mine });
  return { runs: planned.length === 0 ? [] : await insertSet(tx, planned), locked };
}

interface Planned {
  readonly opening: RunOpening;
  readonly codes: PayCodes;
  readonly plan: RosterPlan;
  readonly settings: PaySettings;
  readonly company: LockedOfSet;
}

async function planSet(
  tx: Writing,
  ask: OpenSet & { readonly locked: readonly LockedOfSet[] },
): Promise<readonly Planned[]> {
  const { world, force } = ask;
  const peopleMax = peopleOfRunMax(world.settings);
  const asked = ask.locked.map((one) => ({ ...one, peopleMax }));
  const [free, periods, rosters, codes, settings] = await Promise.all([
    undisturbed(tx, ask.periodIds),
    periodsById(tx, ask.periodIds),
    rostersAt(tx, asked),
    payCodesAtEach(tx, asked),
    paySettingsOfEach(tx, asked),
  ]);
  const { chunkSize } = world.settings;
  const rows = new Map(periods.map((period) => [period.periodId, period]));
  const people = byPlace(rosters);
  const plans = asked.flatMap((company, place) => {
    const period = rows.get(company.periodId);
    if (!(period && free.has(period.periodId) && opensPlainly(period, ask))) return [];
    const everybody = people(place);
    const plan = {
      rosterCount: everybody.length,
      ...placeEverybody(everybody, nobodyMoves(period)),
    };
    if (plan.calculated.length === 0 || everybody.length > peopleMax) return [];
    const own = codes[place];
    const chosen = settings[place];
    if (own?.ok !== true || chosen === undefined) return [];
    const frame = { currency: company.currency, payOn: period.payOn, hasBasePay: true };
    if (!calculatorOf(own.value, { ...frame, settings: chosen }).ok) return [];
    const placed = { ...plan, warnings: [] };
    return [{ period, company, plan: placed, codes: own.value, settings: chosen }];
  });
  const [whole, warnings] = await Promise.all([
    withLeavers(
      tx,
      plans.map(({ period, company, plan }) => ({
        frame: frameOf(period, company.revision),
        plan,
      })),
    ),
    unknownYearsOfEach(
      tx,
      plans.map(({ period, company, plan }) => ({
        ...{ place: period, revision: company.revision, currency: company.currency },
        employeeIds: plan.calculated,
      })),
    ),
  ]);
  return plans.map(({ period, company, plan: placed, ...calculation }, nth) => {
    const plan = whole[nth] ?? placed;
    const opening = {
      ...{ period, plan, revision: company.revision, stateTax: company.stateTax },
      settings: calculation.settings,
      ...(force ? { force } : {}),
      openedBy: actorOf(world.caller),
      warnings: [...(warnings[nth] ?? []), ...plan.warnings],
      chunks: planChunks(plan.calculated, chunkSize),
    };
    return { ...calculation, company, plan, opening };
  });
}

/** By the conditions of a single run. What is missed beyond its rule, or might be, is looked at alone. */
export function opensPlainly(period: PeriodRow, ask: Pick<OpenSet, 'opens' | 'force'>): boolean {
  if (period.kind !== 'regular' || period.liveRunId !== null) return false;
  if (ask.force) {
    return period.status === 'active' && !isInShadow(period) && !isHeldByPerson(period);
  }
  return (
    (ask.opens === 'any' || period.dueOpens === 'due_instant') &&
    notDueBecause(dueConditions(dueFactsOf(period, null))) === null &&
    missedDecision(missedFactsOf(period)).kind === 'run'
  );
}

function nobodyMoves(period: PeriodRow) {
  return { period, moves: new Map<number, never>() };
}

async function insertSet(tx: Writing, planned: readonly Planned[]): Promise<readonly RunOfSet[]> {
  const inserted = await insertRuns(
    tx,
    planned.map(({ opening }) => newRun(opening)),
  );
  const runIds = new Map(inserted.map(({ periodId, runId }) => [periodId, runId]));
  return planned.map((one) => {
    const runId = runIds.get(one.opening.period.periodId);
    assert(runId, 'an insert returns its rows');
    return { ...one, ...opened(runId, one) };
  });
}

/** What else opening a run writes. Nothing of it is read before the runs of the set are calculated. */
export async function insertPlansOf(tx: Writing, runs: readonly RunOfSet[]): Promise<void> {
  await Promise.all([
    insertExclusionsOf(
      tx,
      runs.map(({ claim, plan }) => ({ ...claim, excluded: plan.excluded })),
    ),
    insertClaimedChunks(
      tx,
      runs.map(({ claim }) => claim),
    ),
    fulfilDueInstants(
      tx,
      runs.map(({ run }) => run),
    ),
  ]);
}

/** As its row is now: opened, and its only chunk claimed. */
function opened(runId: number, planned: Planned): Pick<RunOfSet, 'run' | 'claim' | 'frame'> {
  const { opening, plan } = planned;
  const { companyId, periodId, payOn } = opening.period;
  return {
    frame: frameOfRun(runId, planned),
    run: {
      ...{ runId, companyId, periodId, payOn, kind: 'regular', paysHeldOf: null, paysOwed: false },
      ...{ reverses: null, corrects: null },
      ...{
        state: 'calculating',
        epoch: 1,
        moveCount: 1,
        totalsHash: null,
        totalsForm: 2,
        blockers: [],
      },
      ...{ snapshotRevision: opening.revision, taxYear: payOn.year, failedIn: null, review: null },
    },
    claim: { companyId, runId, ordinal: 1, epoch: 1, employeeIds: plan.calculated },
  };
}

/** What the row of an opened run says of its calculation (reads/run-work.ts reads it for one run). */
function frameOfRun(runId: number, { opening, company, settings }: Planned): RunFrame {
  const { period, revision: snapshotRevision } = opening;
  const { companyId, periodId, scheduleId, frequency, payOn } = period;
  const { startOn, endOn, wholeStartOn, wholeEndOn } = period;
  return {
    ...{ runId, companyId, periodId, scheduleId, frequency, settings, snapshotRevision },
    ...{ startOn, endOn, wholeStartOn, wholeEndOn, payOn, taxYear: payOn.year },
    ...{ kind: 'regular', paysOwed: false, hasBasePay: true, currency: company.currency },
  };
}
