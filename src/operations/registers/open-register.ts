/**
 * A register: what one run, or the committed runs of a time, paid to whom. This file finds the runs, their pay codes
 * and totals; register-pages.ts reads the people.
 *
 * A register shows one state, even if somebody commits or recalculates meanwhile: it keeps the revision (of a time)
 * or the epoch (of a run) that its first page has seen.
 *
 * Refusals: run_not_found; still_calculating, run_voided and run_failed, because such a run has no totals;
 * days_reversed.
 * Throws Bug if the payslips of a run do not add up to its totals.
 */
import { type Answer, answer, assert, refuse } from '#errors.ts';
import { payCodesOfRuns } from '#operations/companies/pay-codes.ts';
import { daysReversed } from '#operations/days-reversed.ts';
import { findRun } from '#operations/look-up.ts';
import { failedRun, withoutTotals } from '#operations/runs/without-totals.ts';
import type { World } from '#operations/world.ts';
import type { PayCode, PayCodeKind, PayCodes } from '#payslip/codes/pay-code.ts';
import { inPayslipOrder, payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import { microText } from '#payslip/text.ts';
import { type AssignedAt, assignedAtOfRuns } from '#store/reads/assignments.ts';
import { type CompanyRow, companyById, currentRevision } from '#store/reads/companies.ts';
import {
  type AskHours,
  type CodeSum,
  hoursOfRun,
  runsPaidBetween,
  sumsByCode,
} from '#store/reads/register.ts';
import { type PayslipAmounts, type RunRow, runById, runsById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';

/** Which runs: one by its number, or those of a company with a pay date between two days. */
export type AskRegister =
  | { readonly runId: number; readonly by?: 'run' | 'department' }
  | {
      readonly company: CompanyRow;
      readonly fromOn: Temporal.PlainDate;
      readonly toOn: Temporal.PlainDate;
      /** A row for each person and run, one for each person, or one for each department. */
      readonly by: RegisterRows;
      /** Only runs of this tax year: a reversal belongs to that of the reversed run. */
      readonly ofTaxYear?: number;
    };

type RegisterRows = 'run' | 'person' | 'department';

/** A pay code that occurs on a payslip of the register. */
interface RegisterCode {
  readonly payCodeId: number;
  readonly code: string;
  readonly kind: PayCodeKind;
  readonly title: string;
}

export interface RegisterRun {
  readonly run: RunRow;
  /** Of a reversal: the run that it reverses. */
  readonly reversed: RunRow | null;
  readonly codes: PayCodes;
  /** As of when departments count. */
  readonly assigned: AssignedAt;
  /** In which order the runs were committed; 0 for a draft. */
  readonly committedRevision: number;
}

export interface RegisterFrame {
  readonly company: CompanyRow;
  /** By pay date. */
  readonly runs: readonly RegisterRun[];
  /** Null: one run, by its number. */
  readonly span: { readonly fromOn: Temporal.PlainDate; readonly toOn: Temporal.PlainDate } | null;
  readonly by: RegisterRows;
  /** The run is not committed, so anything may still change. */
  readonly isDraft: boolean;
  /** The revision or the epoch that all pages show. */
  readonly pin: number;
  /** Every pay code that a payslip of the register may have, by id. */
  readonly known: ReadonlyMap<number, PayCode>;
}

/** The sums of a run or of a whole register. */
export interface RegisterSums extends PayslipAmounts {
  /** Payslips, those of reversals included. */
  readonly paid: number;
  /** Of these: payslips that reverse another one. */
  readonly reversals: number;
  readonly held: number;
  readonly excluded: number;
  /** Null: nobody has hours. */
  readonly hoursMicro: bigint | null;
  /** Pay code id → sum. */
  readonly lines: ReadonlyMap<number, bigint>;
}

export interface RegisterTotals {
  /** The pay codes of the register, in the order of a payslip. */
  readonly codes: readonly RegisterCode[];
  /** By run id. */
  readonly ofRuns: ReadonlyMap<number, RegisterSums>;
  readonly all: RegisterSums;
}

/** `pin` is that of the first page; null for the first page. */
export async function registerFrame(
  world: World,
  ask: AskRegister,
  pin: number | null,
): Promise<Answer<RegisterFrame>> {
  return 'runId' in ask ? frameOfRun(world, ask, pin) : frameOfSpan(world, ask, pin);
}

async function frameOfRun(
  world: World,
  { runId, by = 'run' }: Extract<AskRegister, { readonly runId: number }>,
  pin: number | null,
): Promise<Answer<RegisterFrame>> {
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const run = found.value;
  const trouble = whyWithoutTotals(run);
  if (trouble !== null) return trouble;
  if (pin !== null && pin !== run.epoch) return changedRun(runId);
  return world.store.read(run, async (at) => {
    const company = await companyById(at, run.companyId);
    assert(company, 'a run has a company');
    const runs = await withCodes(at, [{ run, committedRevision: 0 }]);
    const isDraft = run.state !== 'committed';
    const of = { company, runs, known: knownIn(runs), pin: run.epoch };
    return answer({ ...of, span: null, by, isDraft });
  });
}

async function frameOfSpan(
  world: World,
  ask: Exclude<AskRegister, { readonly runId: number }>,
  pin: number | null,
): Promise<Answer<RegisterFrame>> {
  const { company, fromOn, toOn, by, ofTaxYear } = ask;
  const reversed = daysReversed(ask);
  if (reversed !== null) return reversed;
  const { companyId } = company;
  return world.store.read({ companyId }, async (at) => {
    const revision = pin ?? (await currentRevision(at, companyId));
    const paid = await runsPaidBetween(at, { companyId, revision, fromOn, toOn });
    const rows = await runsById(
      at,
      paid.map(({ runId }) => runId),
    );
    const byId = new Map(rows.map((run) => [run.runId, run]));
    const found = paid.flatMap(({ runId, committedRevision }) => {
      const run = byId.get(runId);
      if (run === undefined || (ofTaxYear ?? run.taxYear) !== run.taxYear) return [];
      return [{ run, committedRevision }];
    });
    const runs = await withCodes(at, found);
    const of = { company, runs, known: knownIn(runs), pin: revision };
    return answer({ ...of, span: { fromOn, toOn }, by, isDraft: false });
  });
}

/** A code keeps its name and kind once a run has used it. Runs that read the same list share it. */
function knownIn(runs: readonly RegisterRun[]): ReadonlyMap<number, PayCode> {
  const lists = new Set(runs.map(({ codes }) => codes));
  return new Map([...lists].flatMap(({ byId }) => [...byId]));
}

/** `7.5`. Empty: no hours were entered. */
export function hoursCell(hoursMicro: bigint | null): string {
  return hoursMicro === null ? '' : microText(hoursMicro);
}

/** False: somebody recalculated or voided the run since the register was opened. Commits change no amount. */
export async function isAsOpened(at: Reading, { runs, isDraft }: RegisterFrame): Promise<boolean> {
  const [only] = runs;
  if (!isDraft || only === undefined) return true;
  const seen = await runById(at, only.run.runId);
  return seen?.epoch === only.run.epoch && seen.state !== 'voided';
}

async function withCodes(
  at: Reading,
  found: readonly Pick<RegisterRun, 'run' | 'committedRevision'>[],
): Promise<readonly RegisterRun[]> {
  const runs = found.map(({ run }) => run);
  const lists = await payCodesOfRuns(at, runs);
  const reversedIds = runs.flatMap(({ reverses }) => reverses ?? []);
  const reversed = reversedIds.length === 0 ? [] : await runsById(at, reversedIds);
  const byId = new Map(reversed.map((run) => [run.runId, run]));
  const assignedAt = await assignedAtOfRuns(
    at,
    runs.map(({ runId }) => runId),
  );
  return found.map(({ run, committedRevision }, place) => {
    const codes = lists[place];
    const assigned = assignedAt.get(run.runId);
    assert(codes && assigned, 'each run has pay codes and a period');
    const reversed = byId.get(run.reverses ?? 0) ?? null;
    return { run, codes, assigned, reversed, committedRevision };
  });
}

/** The sums of every run and of all. Throws Bug if they are not the totals that the run was approved with. */
export async function registerTotals(
  world: World,
  frame: RegisterFrame,
): Promise<Answer<RegisterTotals>> {
  const { companyId } = frame.company;
  const runIds = frame.runs.map(({ run }) => run.runId);
  return world.store.read({ companyId }, async (at): Promise<Answer<RegisterTotals>> => {
    if (!(await isAsOpened(at, frame))) return registerChanged(frame);
    const sums = await sumsByCode(at, runIds);
    const codes = codesOf(frame.runs, sums);
    const ofRuns = new Map<number, RegisterSums>();
    for (const one of frame.runs) {
      const { run } = one;
      const own = sums.filter(({ runId }) => runId === run.runId);
      const lines = new Map(own.map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor]));
      const entered = await hoursOfRun(at, { runId: run.runId, hours: hoursAskOf(one) });
      const sum = sumsOfRun(run, { lines, hoursMicro: hoursIn(run, entered) });
      assertAddsUp(run, { sum, codes });
      ofRuns.set(run.runId, sum);
    }
    return answer({ codes, ofRuns, all: added([...ofRuns.values()]) });
  });
}

/** What was entered as hours and is not paid in addition to the same hours. A reversal has those of its reversed run. */
export function hoursAskOf({ run, codes, reversed }: RegisterRun): AskHours {
  const ids = codes.versions.flatMap(({ id, amount }) =>
    amount.by === 'hours' && amount.premium !== true ? [id] : [],
  );
  const { runId, periodId, snapshotRevision: revision, corrects } = reversed ?? run;
  return { runId, periodId, revision, corrects, codes: [...new Set(ids)] };
}

/** A reversal takes hours away. */
export function hoursIn({ reverses }: RunRow, hoursMicro: bigint | null): bigint | null {
  return reverses === null || hoursMicro === null ? hoursMicro : -hoursMicro;
}

function sumsOfRun(run: RunRow, of: Pick<RegisterSums, 'lines' | 'hoursMicro'>): RegisterSums {
  return {
    paid: run.paidCount ?? 0,
    reversals: run.reverses === null ? 0 : (run.paidCount ?? 0),
    held: run.heldCount ?? 0,
    excluded: run.excludedCount ?? 0,
    hoursMicro: of.hoursMicro,
    grossMinor: run.grossMinor ?? 0n,
    reimbursementsMinor: run.reimbursementsMinor ?? 0n,
    deductionsMinor: run.deductionsMinor ?? 0n,
    taxesMinor: run.taxesMinor ?? 0n,
    netMinor: run.netMinor ?? 0n,
    employerMinor: run.employerMinor ?? 0n,
    lines: of.lines,
  };
}

export const totalOfKind = {
  earning: 'grossMinor',
  reimbursement: 'reimbursementsMinor',
  deduction: 'deductionsMinor',
  tax: 'taxesMinor',
  employer_contribution: 'employerMinor',
} as const;

function assertAddsUp(
  { runId }: RunRow,
  { sum, codes }: { readonly sum: RegisterSums; readonly codes: readonly RegisterCode[] },
): void {
  for (const [kind, total] of Object.entries(totalOfKind)) {
    const ofKind = codes.filter((code) => code.kind === kind);
    const lines = ofKind.reduce((all, { payCodeId }) => all + (sum.lines.get(payCodeId) ?? 0n), 0n);
    assert(lines === sum[total], `the payslips of run ${runId} add up to its totals`);
  }
}

function added(sums: readonly RegisterSums[]): RegisterSums {
  const lines = new Map<number, bigint>();
  for (const one of sums) {
    for (const [id, amount] of one.lines) lines.set(id, (lines.get(id) ?? 0n) + amount);
  }
  const counted = (of: 'paid' | 'reversals' | 'held' | 'excluded') =>
    sums.reduce((all, one) => all + one[of], 0);
  const total = (of: (typeof totalOfKind)[keyof typeof totalOfKind] | 'netMinor') =>
    sums.reduce((all, one) => all + one[of], 0n);
  const hours = sums.flatMap(({ hoursMicro }) => (hoursMicro === null ? [] : [hoursMicro]));
  return {
    ...{ paid: counted('paid'), reversals: counted('reversals') },
    ...{ held: counted('held'), excluded: counted('excluded') },
    hoursMicro: hours.length === 0 ? null : hours.reduce((all, one) => all + one, 0n),
    grossMinor: total('grossMinor'),
    reimbursementsMinor: total('reimbursementsMinor'),
    deductionsMinor: total('deductionsMinor'),
    taxesMinor: total('taxesMinor'),
    netMinor: total('netMinor'),
    employerMinor: total('employerMinor'),
    lines,
  };
}

/** Those that occur, each as the newest run that has it names it on its pay date. */
function codesOf(runs: readonly RegisterRun[], sums: readonly CodeSum[]): readonly RegisterCode[] {
  const byRun = Map.groupBy(sums, ({ runId }) => runId);
  const found = new Map<number, PayCode>();
  for (const { run, codes } of runs) {
    const onDay = new Map(
      payCodesOn(codes.versions, run.payOn.toString()).map((code) => [code.id, code]),
    );
    for (const { payCodeId } of byRun.get(run.runId) ?? []) {
      const code = onDay.get(payCodeId) ?? codes.byId.get(payCodeId);
      assert(code, `pay code ${payCodeId} stays known`);
      found.set(payCodeId, code);
    }
  }
  return [...found.values()]
    .sort(inPayslipOrder)
    .map(({ id, code, kind, title }) => ({ payCodeId: id, code, kind, title }));
}

function whyWithoutTotals(run: RunRow): Answer<never> | null {
  const refused = withoutTotals(run, 'ask for its register when it is in review');
  if (refused !== null || run.state !== 'failed') return refused;
  return failedRun(run, 'failed, so it has no totals');
}

export function registerChanged({ runs }: RegisterFrame): Answer<never> {
  return changedRun(runs[0]?.run.runId ?? 0);
}

function changedRun(runId: number): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'run_changed',
    message: `run ${runId} was recalculated or voided while its register was read`,
    hint: 'see the run, and ask again',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId },
  });
}
