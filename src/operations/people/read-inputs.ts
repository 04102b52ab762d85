/**
 * Reads the inputs of one period from a file and checks them against the company's pay codes, people and
 * jobs. Writes nothing.
 */
import { type Answer, answer } from '#errors.ts';
import type { TellBytes } from '#files/csv.ts';
import type { People } from '#files/employee-cell.ts';
import type { FileForm } from '#files/file-form.ts';
import { type InputsFileRow, parseInputsFile } from '#files/inputs-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { currencyOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { jobsBeside } from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import type { PeriodItem } from '#store/writes/inputs.ts';
import { dayCountOf } from './import-hours.ts';
import { mapped } from './import-in-slices.ts';

export interface ReadInputs {
  readonly rowCount: number;
  /** Starts from the first row at every call. */
  readonly rows: () => Iterable<InputsFileRow & PeriodItem>;
  readonly notes: readonly FileNote[];
  readonly codes: PayCodes;
}

export async function readInputs(
  at: Reading,
  ask: {
    readonly company: CompanyRow;
    readonly bytes: Uint8Array;
    readonly period: { readonly startOn: Temporal.PlainDate; readonly endOn: Temporal.PlainDate };
    readonly people: People & { idOf(employeeNumber: string): number };
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Promise<Answer<ReadInputs>> {
  const { company, period, people } = ask;
  const { companyId } = company;
  const revision = await currentRevision(at, companyId);
  const codes = await payCodesAt(at, { ...company, revision });
  if (!codes.ok) return codes;
  const file = parseInputsFile(ask.bytes, {
    currency: currencyOf(company.currency),
    codes: codes.value,
    days: dayCountOf(period),
    endOn: period.endOn,
    people,
    jobs: await jobsBeside(at, companyId),
    tell: ask.tell,
    form: ask.form,
  });
  if (!file.ok) return file;
  const { rowCount, notes } = file.value;
  const withId = (row: InputsFileRow) => ({ ...row, employeeId: people.idOf(row.employeeNumber) });
  return answer({
    rowCount,
    rows: () => mapped(file.value.rows(), withId),
    notes,
    codes: codes.value,
  });
}
