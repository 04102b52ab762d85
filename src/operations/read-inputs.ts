/**
 * The inputs of one period from a file, checked against the pay codes, the roster and the jobs that
 * people have. Reads, and writes nothing.
 *
 * Refusals: those of the file, employee_unknown, unknown_job (with the rows), invalid_pay_codes.
 */
import { didYouMean } from '#closest-word.ts';
import { type Answer, answer } from '#errors.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/preview.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { currentTerms } from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import type { PeriodItem } from '#store/writes/inputs.ts';
import { checkEmployees } from './files/check-employees.ts';
import { FileIssues } from './files/file-issues.ts';
import { type InputRow, parseInputsFile } from './files/inputs-file.ts';
import type { FileNote } from './files/typed-file.ts';
import { daysOf } from './import-hours.ts';
import { currencyOf, payCodesAt } from './pay-codes.ts';

export interface ReadInputs {
  readonly rows: readonly InputRow[];
  readonly items: readonly PeriodItem[];
  readonly employees: number;
  readonly notes: readonly FileNote[];
  readonly idOf: (employeeNumber: string) => number;
}

export async function readInputs(
  at: Reading,
  ask: {
    readonly company: CompanyRow;
    readonly bytes: Uint8Array;
    readonly period: { readonly startOn: Temporal.PlainDate; readonly endOn: Temporal.PlainDate };
  },
): Promise<Answer<ReadInputs>> {
  const { company, period } = ask;
  const { companyId } = company;
  const revision = await currentRevision(at, companyId);
  const codes = await payCodesAt(at, { ...company, revision });
  if (!codes.ok) return codes;
  const file = parseInputsFile(ask.bytes, {
    currency: currencyOf(company.currency),
    codes: codes.value,
    days: daysOf(period),
    endOn: period.endOn,
  });
  if (!file.ok) return file;
  const known = await employeeIdsOf(at, { companyId });
  const onRoster = checkEmployees(file.value, { what: 'inputs', known: new Set(known.keys()) });
  if (!onRoster.ok) return onRoster;
  const rows = [...file.value.rows()];
  const idOf = (employeeNumber: string) => known.get(employeeNumber) ?? 0;
  const jobs = await checkJobs(at, { companyId, rows });
  if (!jobs.ok) return jobs;
  const items = rows.map(({ employeeNumber, ...row }) => ({
    ...row,
    employeeId: idOf(employeeNumber),
  }));
  const employees = new Set(rows.map((row) => row.employeeNumber)).size;
  return answer({ rows, items, employees, notes: file.value.notes, idOf });
}

/** Hours of a job that nobody has would have no rate, and hold the person on pay day. */
async function checkJobs(
  at: Reading,
  ask: { readonly companyId: number; readonly rows: readonly InputRow[] },
): Promise<Answer<null>> {
  const withJob = ask.rows.filter(({ job }) => job !== '');
  if (withJob.length === 0) return answer(null);
  const terms = await currentTerms(at, { companyId: ask.companyId, employeeIds: null });
  const jobsOf = new Map<string, string[]>();
  for (const { number, job } of terms) {
    if (job !== '') jobsOf.set(number, [...(jobsOf.get(number) ?? []), job]);
  }
  const issues = new FileIssues();
  for (const { rowNumber: row, employeeNumber, job } of withJob) {
    const jobs = jobsOf.get(employeeNumber) ?? [];
    if (jobs.includes(job)) continue;
    const message = `${employeeNumber} has no job ${job}.${didYouMean(job, jobs)}`;
    issues.add({ row, column: 'job', code: 'unknown_job', message });
  }
  return issues.count === 0 ? answer(null) : issues.refusal('inputs');
}
