/** The money that the runs of a rehearsal need: by pay date, by month and by year. */
import type { RehearsedRun, UsedTable } from './rehearsed-runs.ts';

interface CashSums {
  readonly netMinor: bigint;
  /** Withheld from pay, and owed to an authority. */
  readonly taxesMinor: bigint;
  /** Taken from pay, and owed to somebody else or kept. */
  readonly deductionsMinor: bigint;
  /** What the employer pays in addition: taxes and contributions. */
  readonly employerMinor: bigint;
  readonly grossMinor: bigint;
  readonly reimbursementsMinor: bigint;
  /** All that leaves the company because of these pay dates: net, taxes, deductions and employer. */
  readonly totalMinor: bigint;
  readonly paid: number;
  readonly held: number;
}

/** On what the figures rest besides what is known today. */
interface RestsOn {
  /** A table that ends before: its numbers go on. Null: all tables are known. */
  readonly carriedTable: string | null;
  /** People whose hours are assumed. */
  readonly assumedHours: number;
}

export interface CashRow extends CashSums, RestsOn {
  /** A pay date, a month (`2027-03`) or a year (`2027`). */
  readonly when: string;
}

/** Of committed runs. */
export interface Cash {
  readonly byPayDate: readonly CashRow[];
  readonly byMonth: readonly CashRow[];
  readonly byYear: readonly CashRow[];
  readonly total: CashRow;
}

export function cashOf(runs: readonly RehearsedRun[]): Cash {
  const paid = runs.filter(({ run }) => run.state === 'committed');
  const by = (length: number): readonly CashRow[] =>
    [...Map.groupBy(paid, ({ run }) => run.payOn.toString().slice(0, length))]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([when, some]) => rowOf(when, some));
  return {
    byPayDate: by('2027-03-01'.length),
    byMonth: by('2027-03'.length),
    byYear: by('2027'.length),
    total: rowOf('total', paid),
  };
}

function rowOf(when: string, runs: readonly RehearsedRun[]): CashRow {
  const sum = (of: (run: RehearsedRun['run']) => bigint | null) =>
    runs.reduce((all, { run }) => all + (of(run) ?? 0n), 0n);
  const [netMinor, taxesMinor, deductionsMinor, employerMinor] = [
    sum((run) => run.netMinor),
    sum((run) => run.taxesMinor),
    sum((run) => run.deductionsMinor),
    sum((run) => run.employerMinor),
  ];
  return {
    ...{ when, netMinor, taxesMinor, deductionsMinor, employerMinor },
    grossMinor: sum((run) => run.grossMinor),
    reimbursementsMinor: sum((run) => run.reimbursementsMinor),
    totalMinor: netMinor + taxesMinor + deductionsMinor + employerMinor,
    paid: runs.reduce((all, { run }) => all + (run.paidCount ?? 0), 0),
    held: runs.reduce((all, { run }) => all + (run.heldCount ?? 0), 0),
    carriedTable: carriedIn(runs.map(({ table }) => table)),
    assumedHours: runs.reduce((all, { hours }) => all + assumed(hours), 0),
  };
}

function assumed(hours: RehearsedRun['hours']): number {
  return hours === null || hours.refusal !== null ? 0 : hours.repeated + hours.fullTime.length;
}

function carriedIn(tables: readonly (UsedTable | null)[]): string | null {
  return tables.find((table) => table?.isCarried === true)?.id ?? null;
}
