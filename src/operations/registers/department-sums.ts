/**
 * The sums of runs by department: that of the period's last day, as known at the commit. There are few departments,
 * however many people there are, so the rows are read at once.
 */
import { assert } from '#errors.ts';
import type { World } from '#operations/world.ts';
import {
  hoursByDepartment,
  payslipsByDepartment,
  sumsByAssignment,
} from '#store/reads/assignments.ts';
import type { Reading } from '#store/store.ts';
import {
  hoursAskOf,
  hoursIn,
  type RegisterFrame,
  type RegisterRun,
  type RegisterSums,
  totalOfKind,
} from './open-register.ts';

type Amounts = Omit<RegisterSums, 'held' | 'excluded'>;

export interface DepartmentSums extends Amounts {
  /** Null: people without a department. */
  readonly department: string | null;
}

type Sums = { -readonly [Name in keyof Omit<Amounts, 'lines'>]: Amounts[Name] } & {
  readonly department: string | null;
  readonly lines: Map<number, bigint>;
};

/** More than a company has departments, cost centres and pay codes together. */
const sumsMax = 2_000_000;

/** By name; people without a department come last. Null: the register has rows of people. */
export function departmentSums(
  world: World,
  { company, runs, by }: RegisterFrame,
): Promise<readonly DepartmentSums[] | null> {
  if (by !== 'department') return Promise.resolve(null);
  return world.store.read(company, async (at) => {
    const found = new Map<string | null, Sums>();
    const sumsOf = (department: string | null): Sums => {
      const sums = found.get(department) ?? nothing(department);
      found.set(department, sums);
      return sums;
    };
    for (const one of runs) await addRun(at, { one, sumsOf });
    return [...found.values()].sort((one, other) =>
      inOrderOfNames(one.department, other.department),
    );
  });
}

async function addRun(
  at: Reading,
  ask: { readonly one: RegisterRun; readonly sumsOf: (department: string | null) => Sums },
): Promise<void> {
  const { one, sumsOf } = ask;
  const { run, codes, assigned } = one;
  const of = { ...assigned, runId: run.runId };
  for (const { department, payslips } of await payslipsByDepartment(at, of)) {
    const sums = sumsOf(department);
    sums.paid += payslips;
    if (run.reverses !== null) sums.reversals += payslips;
  }
  for (const row of await sumsByAssignment(at, { ...of, limit: sumsMax })) {
    const { payCodeId, amountMinor } = row;
    const sums = sumsOf(row.department);
    sums.lines.set(payCodeId, (sums.lines.get(payCodeId) ?? 0n) + amountMinor);
    const kind = codes.byId.get(payCodeId)?.kind;
    assert(kind, `pay code ${payCodeId} stays known`);
    if (kind === 'information') continue;
    sums[totalOfKind[kind]] += amountMinor;
    if (kind === 'employer_contribution') continue;
    sums.netMinor += kind === 'deduction' || kind === 'tax' ? -amountMinor : amountMinor;
  }
  for (const row of await hoursByDepartment(at, { ...of, hours: hoursAskOf(one) })) {
    const sums = sumsOf(row.department);
    sums.hoursMicro = (sums.hoursMicro ?? 0n) + (hoursIn(run, row.hoursMicro) ?? 0n);
  }
}

function nothing(department: string | null): Sums {
  return {
    ...{ department, paid: 0, reversals: 0, hoursMicro: null, grossMinor: 0n, netMinor: 0n },
    ...{ reimbursementsMinor: 0n, deductionsMinor: 0n, taxesMinor: 0n, employerMinor: 0n },
    lines: new Map<number, bigint>(),
  };
}

/** The order of the characters' codes, which is the same on every machine. Null comes last. */
export function inOrderOfNames(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
