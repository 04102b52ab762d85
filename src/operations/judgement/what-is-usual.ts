/**
 * What is usual for some people of a run: their last payslips, and what the newest of these was calculated from.
 * For all of them at once.
 */
import type { JobRate, PersonUsual } from '#judgement/person-facts.ts';
import { employmentsIn } from '#operations/runs/employments.ts';
import { employedIn, employeeFactsOf } from '#operations/runs/frozen-inputs.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { EmployeeFacts } from '#payslip/payslip-input.ts';
import { movesOfRuns } from '#store/reads/moves.ts';
import { lastPaidTo, type PaidBeforeRow } from '#store/reads/pay-history.ts';
import { type EmployeeRow, employeesOf } from '#store/reads/roster.ts';
import { type RunFrame, runFrames } from '#store/reads/run-work.ts';
import { termsBegunBy } from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import { codeKindsOf } from './code-kinds-of.ts';
import { jobRatesOf, paidFactsOf } from './person-facts-of.ts';
import type { Suspect } from './suspect.ts';

/** So many of a person's last payslips say what is usual. */
const usualMax = 6;

export interface KnownBefore {
  readonly usual: PersonUsual;
  /** What the newest of the payslips was calculated from, and its run. */
  readonly employee: EmployeeFacts;
  readonly run: RunFrame;
}

/** Employee id → what is usual. Nobody who was never paid. */
export async function knownBefore(
  at: Reading,
  ask: {
    readonly frame: RunFrame;
    readonly codes: PayCodes;
    readonly suspects: readonly Suspect[];
  },
): Promise<ReadonlyMap<number, KnownBefore>> {
  const { frame, codes } = ask;
  const paid = ask.suspects.filter(({ one }) => one.last !== null);
  if (paid.length === 0 || !frame.hasBasePay) return new Map();
  const runIds = paid.flatMap(({ one: { last } }) =>
    last?.run.hasBasePay === true ? [last.run.runId] : [],
  );
  const { companyId, scheduleId, taxYear, snapshotRevision: revision } = frame;
  const rows = await lastPaidTo(at, {
    ...{ companyId, scheduleId, taxYear, revision, runIds: [...new Set(runIds)] },
    employeeIds: paid.map(({ one }) => one.employeeId),
  });
  const history = Map.groupBy(rows, ({ employeeId }) => employeeId);
  const lasts = await lastFacts(at, history);
  const kinds = codeKindsOf(codes);
  return new Map(
    paid.flatMap(({ one: { employeeId } }) => {
      const before = history.get(employeeId);
      const last = lasts.get(employeeId);
      if (before === undefined || last === undefined) return [];
      // The dates as they were known then: these days were paid.
      const of = { employee: last.employee, kinds };
      const pays = before.slice(0, usualMax).map((row) => paidFactsOf(row, of));
      const rates: readonly JobRate[] = jobRatesOf(last.employee, last.run);
      return [[employeeId, { usual: { pays, rates }, ...last }] as const];
    }),
  );
}

/** Employee id → what the newest of these payslips was calculated from. */
async function lastFacts(
  at: Reading,
  history: ReadonlyMap<number, readonly PaidBeforeRow[]>,
): Promise<ReadonlyMap<number, Pick<KnownBefore, 'employee' | 'run'>>> {
  const newest = [...history.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const byRun = Map.groupBy(newest, ({ runId }) => runId);
  if (byRun.size === 0) return new Map();
  const frames = await runFrames(at, [...byRun.keys()]);
  const asked = [...frames.values()].map((frame, place) => ({
    ...{ place, frame, dated: frame.snapshotRevision },
    employeeIds: (byRun.get(frame.runId) ?? [])
      .map(({ employeeId }) => employeeId)
      .sort((one, other) => one - other),
  }));
  const terms = Map.groupBy(await termsBegunBy(at, asked), ({ employeeId }) => employeeId);
  const people = await employeesOf(at, asked);
  const moves = Map.groupBy(await movesOfRuns(at, asked), ({ employeeId }) => employeeId);
  return new Map(
    people.flatMap((row) => {
      const run = asked[row.place]?.frame;
      if (run === undefined) return [];
      const { employeeId } = row;
      const seen = (one: EmployeeRow) =>
        employedIn(one, { frame: run, moves: moves.get(employeeId) });
      const employments = employmentsIn(row, { dates: undefined, period: run, seen });
      const employee = employeeFactsOf(employments, terms.get(employeeId));
      return [[employeeId, { employee, run }] as const];
    }),
  );
}
