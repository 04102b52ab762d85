/** The JSON form of a register: what runs paid to whom, with the totals that they were approved with. */
import type { RegisterFrame, RegisterSums } from '#operations/registers/open-register.ts';
import type { NotPaidPerson, RegisterPage } from '#operations/registers/register-pages.ts';
import type { RegisterPerson } from '#operations/registers/register-people.ts';
import { inPayslipOrder } from '#payslip/codes/pay-code-versions.ts';
import type { RunRow } from '#store/reads/runs.ts';

export function registerShape(page: RegisterPage): object {
  const { frame, totals, departments, people, notPaid, next } = page;
  return {
    ...registerHead(frame, { totals, departments }),
    people: people.map((one) => registerPersonShape(frame, one)),
    notPaid: notPaid.map(notPaidShape),
    next,
  };
}

/** Everything in front of the people. `totals` is null on a later page. */
export function registerHead(
  frame: RegisterFrame,
  { totals, departments }: Pick<RegisterPage, 'totals' | 'departments'>,
): object {
  const { company, runs, span, by, isDraft } = frame;
  const [only] = runs;
  const about =
    span === null
      ? { ...(only === undefined ? {} : runOfRegister(only.run)), isDraft }
      : {
          ...{ fromOn: span.fromOn, toOn: span.toOn, by },
          runs: runs.map(({ run }) => ({
            ...runOfRegister(run),
            totals: sumsShape(frame, totals?.ofRuns.get(run.runId) ?? null),
          })),
        };
  return {
    ...{ company: company.code, currency: company.currency, ...about },
    codes: totals?.codes.map(({ code, kind, title }) => ({ code, kind, title })) ?? null,
    totals: sumsShape(frame, totals?.all ?? null),
    ...(departments === null ? {} : { departments: departmentsOf({ frame, departments }) }),
  };
}

/** The sums by department. */
export function departmentsOf({
  frame,
  departments,
}: Pick<RegisterPage, 'frame' | 'departments'>): readonly object[] {
  return (departments ?? []).map(({ department, paid, reversals, hoursMicro, ...of }) => ({
    ...{ department, paid, reversals, hoursMicro, ...amountsShape(frame, of) },
  }));
}

function runOfRegister(run: RunRow): object {
  const { runId, periodId, kind, reverses, corrects, state, totalsHash } = run;
  const { scheduleCode: schedule } = run;
  const { startOn, endOn, payOn, committedAt } = run;
  return {
    ...{
      runId,
      periodId,
      kind,
      reverses,
      corrects,
      schedule,
      state,
      startOn,
      endOn,
      payOn,
      committedAt,
    },
    totalsHash,
  };
}

function sumsShape(frame: RegisterFrame, sums: RegisterSums | null): object | null {
  if (sums === null) return null;
  const { paid, reversals, held, excluded, hoursMicro } = sums;
  return { paid, reversals, held, excluded, hoursMicro, ...amountsShape(frame, sums) };
}

function amountsShape(
  frame: RegisterFrame,
  of: Omit<RegisterSums, 'paid' | 'reversals' | 'held' | 'excluded' | 'hoursMicro'>,
): object {
  return {
    grossMinor: of.grossMinor,
    lines: linesInOrder(frame, of.lines),
    reimbursementsMinor: of.reimbursementsMinor,
    deductionsMinor: of.deductionsMinor,
    taxesMinor: of.taxesMinor,
    netMinor: of.netMinor,
    employerMinor: of.employerMinor,
  };
}

/** Each with its code, in the order of a payslip. */
function linesInOrder(
  { known }: RegisterFrame,
  lines: ReadonlyMap<number, bigint>,
): readonly object[] {
  return [...lines]
    .flatMap(([id, amountMinor]) => {
      const code = known.get(id);
      return code === undefined ? [] : [{ code, amountMinor }];
    })
    .sort((one, other) => inPayslipOrder(one.code, other.code))
    .map(({ code, amountMinor }) => ({ code: code.code, amountMinor }));
}

export function registerPersonShape(frame: RegisterFrame, one: RegisterPerson): object {
  const { runId, payslips, number, name, hoursMicro, yearToDate } = one;
  const { reverses, corrects, reversedBy } = one;
  const { grossMinor, taxesMinor, netMinor } = yearToDate;
  return {
    ...{ runId, payslips, reverses, corrects, reversedBy, employee: number, name, hoursMicro },
    ...{ department: one.department, costCentre: one.costCentre },
    ...amountsShape(frame, one),
    yearToDate: { grossMinor, taxesMinor, netMinor },
  };
}

export function notPaidShape(one: NotPaidPerson): object {
  const { runId, number, name, disposition: status, code, detail: reason } = one;
  return { runId, employee: number, name, status, code, reason };
}
