/**
 * The employees of the Django design as a roster file, and what they were paid this year as a balances file.
 *
 * Both go through the imports of such files, so that every check of theirs applies. What the design does not
 * know (the first day, the filing status) somebody has to say for all.
 */

import type { OldEmployee } from '#files/django/old-records.ts';
import { formatAmount, type Minor, USD } from '#money/minor.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { csvText } from '#text/csv-line.ts';
import type { ComingFindings } from './findings.ts';
import { exactMinor, type OldPayslips } from './old-payslips.ts';

interface AskPeople {
  readonly employees: readonly OldEmployee[];
  /** The code of the company here. */
  readonly company: string;
  readonly table: string;
  readonly findings: ComingFindings;
  readonly hireOn: Temporal.PlainDate | null;
  readonly filingStatus: string | null;
}

interface OldPerson {
  readonly number: string;
  readonly employee: OldEmployee;
}

export interface OldRoster {
  readonly people: readonly OldPerson[];
  readonly bytes: Buffer;
}

const header = [
  ...['employee_id', 'name', 'pay_type', 'annual_salary', 'hourly_rate'],
  ...['filing_status', 'hire_date'],
];

/** Row 2 of the file is the first person. */
export function oldRoster(ask: AskPeople): OldRoster {
  const people: OldPerson[] = [];
  const rows: string[][] = [header];
  const numbers = new Map<string, OldEmployee>();
  for (const employee of ask.employees) {
    const row = rowOf(employee, ask);
    if (row === null) continue;
    const [number = ''] = row;
    const key = number.normalize('NFC').replaceAll(/\s+/g, ' ').toLowerCase();
    const twin = numbers.get(key);
    if (twin !== undefined) {
      const same = `"${employee.number ?? employee.id}" is the number of employee ${twin.id}`;
      const isExact = (twin.number ?? twin.id) === (employee.number ?? employee.id);
      const code = isExact ? 'employee_number_twice' : 'employee_number_twin';
      const message = `${same}${isExact ? '' : ', apart from capital letters and blanks'}.`;
      tellOf(ask, employee)('stops', code, message);
      continue;
    }
    numbers.set(key, employee);
    people.push({ number, employee });
    rows.push(row);
  }
  return { people, bytes: Buffer.from(csvText(rows)) };
}

type Tell = (level: 'stops' | 'left' | 'told', code: string, message: string) => void;

function tellOf({ findings, table, company }: AskPeople, { id }: OldEmployee): Tell {
  return (level, code, message) => findings.add({ level, code, table, row: id, company, message });
}

/** Null: the employee stays behind. */
function rowOf(employee: OldEmployee, ask: AskPeople): string[] | null {
  const tell = tellOf(ask, employee);
  const given = employee.number ?? employee.id;
  const number = given.trim();
  if (!employee.isActive) {
    tell(
      'left',
      'employee_inactive',
      `Employee ${number} is not active, and no last day is known.`,
    );
    return null;
  }
  if (number !== given) tell('told', 'number_trimmed', `"${given}" becomes "${number}".`);
  const hired = employee.hiredOn?.slice(0, 10) ?? ask.hireOn?.toString() ?? null;
  const filing = employee.filing ?? ask.filingStatus;
  const salary = exactMinor(employee.salary);
  if (hired === null) {
    tell('stops', 'hire_date_missing', 'The first day of the employee is not known.');
  }
  if (filing === null) {
    tell('stops', 'filing_status_missing', 'The filing status of the employee is not known.');
  }
  const isPaid = employee.salary !== null || employee.hourly !== null;
  if (!isPaid) tell('stops', 'pay_missing', 'Neither a salary nor an hourly rate is there.');
  if (employee.salary !== null && salary === null) {
    const message = `The salary ${employee.salary} has no whole cents. Correct it there first.`;
    tell('stops', 'amount_not_exact', message);
  }
  if (hired === null || filing === null || !isPaid) return null;
  if (employee.salary !== null && salary === null) return null;
  const pay =
    salary === null
      ? ['hourly', '', employee.hourly ?? '']
      : ['salary', formatAmount(salary, USD), ''];
  return [number, employee.name.trim(), ...pay, filing, hired];
}

interface AskBalances {
  readonly people: readonly OldPerson[];
  readonly payslips: OldPayslips;
  readonly year: number;
  readonly company: string;
  readonly currency: string;
  readonly table: string;
  readonly findings: ComingFindings;
}

/** Null: nobody was paid in the year. */
export function oldBalances(ask: AskBalances): Buffer | null {
  const { bringsTaxes = [] } = packFor(ask.currency);
  const rows = [['employee_id', 'year', 'tax', 'taxable_wages', 'withheld', 'code', 'amount']];
  const text = (minor: Minor) => formatAmount(minor, USD);
  for (const { number, employee } of ask.people) {
    const paid = ask.payslips.yearOf(employee.id);
    if (paid === null) continue;
    if (!paid.isExact) {
      const message = `The year-to-date of employee ${number} cannot be added up to the cent.`;
      const about = { table: ask.table, row: employee.id, company: ask.company };
      ask.findings.add({ level: 'left', code: 'balance_not_exact', ...about, message });
      continue;
    }
    const year = String(ask.year);
    for (const { column, tax, cappedRate } of bringsTaxes) {
      const withheldMinor = paid[`${column}Minor`];
      const wages =
        cappedRate === null ? paid.grossMinor : taxedWages(paid, { withheldMinor, cappedRate });
      rows.push([number, year, tax, text(wages), text(withheldMinor), '', '']);
    }
    rows.push(
      [number, year, '', '', '', 'GROSS', text(paid.grossMinor)],
      [number, year, '', '', '', 'NET', text(paid.netMinor)],
    );
  }
  return rows.length === 1 ? null : Buffer.from(csvText(rows));
}

/**
 * The design keeps no taxable wages. It caps the gross pay of each payslip. Each payslip is rounded by itself, so
 * the sum may be off by half a cent for each.
 */
function taxedWages(
  { grossMinor, payslips }: { readonly grossMinor: Minor; readonly payslips: number },
  of: {
    readonly withheldMinor: Minor;
    readonly cappedRate: { readonly numerator: bigint; readonly denominator: bigint };
  },
): Minor {
  const { withheldMinor } = of;
  const { numerator, denominator } = of.cappedRate;
  const off = withheldMinor * denominator - grossMinor * numerator;
  const mayBeOff = BigInt(payslips) * (denominator / 2n);
  if (off <= mayBeOff && -off <= mayBeOff) return grossMinor;
  return (withheldMinor * denominator + numerator / 2n) / numerator;
}
