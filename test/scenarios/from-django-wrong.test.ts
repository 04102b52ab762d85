/** Coming from the Django design: what is wrong there is named, and nothing is imported. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { oldDatabase } from '#operations/coming/dump-source.ts';
import { regularPeriodsOf } from '#store/reads/paid-before.ts';
import { changedDump, come, comingCompany, toldIn } from '../support/coming-company.ts';
import { must } from '../support/small-company.ts';

const folder = await mkdtemp(join(tmpdir(), 'paybeat-django-'));
afterAll(() => rm(folder, { recursive: true }));
const changed = (change: (text: string) => string) => changedDump(folder, change);

describe('a wrong row stops the import, and is named', () => {
  const employee = "1\tAda\tO'Neil Byron\t91000.00\tt\t1";
  const november = '2\t2026-11-01\t2026-11-30\tmonthly\tactive';
  it.each<[string, readonly [string, string], string]>([
    [
      'a salary that is a float',
      [employee, employee.replace('91000.00', '0.30000000000000004')],
      'payroll_employee 1: amount_not_exact',
    ],
    [
      'a run that was interrupted',
      [november, november.replace('active', 'processing')],
      'payroll_payrollperiod 2: run_half_finished',
    ],
    [
      'a status that nobody knows',
      [november, november.replace('active', 'archived')],
      'payroll_payrollperiod 2: status_unknown',
    ],
    [
      'payslips of a period that is still active',
      ['2026-10-28 02:00:02+00\t1\t1', '2026-10-28 02:00:02+00\t1\t2'],
      'payroll_payrollperiod 2: run_half_finished',
    ],
    [
      'days that are paid in part',
      [november, november.replace('2026-11-01', '2026-10-31')],
      'payroll_payrollperiod 2: days_partly_paid',
    ],
    [
      'periods that overlap',
      [november, november.replace('2026-11-30', '2026-12-05')],
      'payroll_payrollperiod 3: periods_overlap',
    ],
    [
      'a type that is no frequency',
      [november, november.replace('monthly', 'bimonthly')],
      'payroll_payrollperiod 2: frequency_unknown',
    ],
    [
      'a period that ends before it starts',
      [november, november.replace('2026-11-30', '2026-10-30')],
      'payroll_payrollperiod 2: period_dates_wrong',
    ],
    [
      'an employee of no company',
      [employee, employee.replace(/1$/, '9')],
      'payroll_employee 1: company_unknown',
    ],
    [
      'a company that is not here',
      ['1\tSmall & Co', '1\tLarge & Co'],
      'payroll_company 1: company_not_mapped',
    ],
  ])('%s', async (_, [from, to], finding) => {
    await using one = await comingCompany();
    const dump = changed((text) => text.replace(from, to));
    expect(readFileSync(dump, 'utf8')).toContain(to);
    const plan = must(await come(one, { dump }));
    expect(toldIn(plan)).toContain(`stops ${finding}`);
    const refused = await come(one, { dump, apply: true, leaveBehind: true });
    expect(refused.ok ? null : refused.refusal.code).toBe('import_stops');
    const { world, companyId } = one;
    expect(await world.store.read({ companyId }, (at) => regularPeriodsOf(at, companyId))).toEqual(
      [],
    );
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'that is cut off in a table',
      (text) => text.slice(0, text.indexOf('2027-01-01')),
      'dump_cut_off',
    ],
    [
      'that lacks its last lines',
      (text) => text.slice(0, text.indexOf('-- PostgreSQL database dump complete')),
      'dump_cut_off',
    ],
    ['with a cell too few', (text) => text.replace('1\tAda\t', '1\t'), 'dump_row_wrong'],
    ['in the custom format', (text) => `PGDMP${text}`, 'not_a_dump'],
    ['of another application', (text) => text.replaceAll('payroll_', 'pay_'), 'tables_missing'],
    ['that is empty', () => '', 'not_a_dump'],
  ])('a dump %s is refused', async (_, change, code) => {
    await using one = await comingCompany();
    const refused = await come(one, { dump: changed(change) });
    expect(refused.ok ? null : refused.refusal.code).toBe(code);
  });

  it('numbers that differ only by capital letters and blanks', async () => {
    await using one = await comingCompany();
    const file = join(folder, 'numbers.json');
    const people = ['HB 01', 'hb 01 ', 'HB02'].map((number, index) => ({
      model: 'payroll.employee',
      pk: index + 1,
      fields: {
        employee_number: number,
        first_name: 'A',
        last_name: String(index),
        salary: 50_000.5,
        company: null,
      },
    }));
    const period = {
      model: 'payroll.payrollperiod',
      pk: 1,
      fields: {
        ...{ start_date: '2026-10-01', end_date: '2026-10-31', period_type: 'semi_monthly' },
        ...{ status: 'completed', processed_at: '2026-10-28T02:00:00', automation_rule: null },
      },
    };
    writeFileSync(file, JSON.stringify([...people, period]));
    expect(toldIn(must(await come(one, { dump: file, companies: ['small'] })))).toEqual([
      'told django_celery_beat_periodictask null: scan_assumed',
      'told payroll_payrollperiod 1: moment_without_zone',
      'told payroll_payslip null: no_payslips',
      'told payroll_payrollperiod 1: completed_without_payslips',
      'told payroll_employee 2: number_trimmed',
      'stops payroll_employee 2: employee_number_twin',
    ]);
  });
});

describe('a database that cannot be read', () => {
  it('is an outage, and its password is in no message', async () => {
    await using one = await comingCompany();
    const source = oldDatabase('postgres://reader:hunter2@127.0.0.1:1/payroll');
    const error: unknown = await come(one, { source }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Outage);
    const told = JSON.stringify(error);
    expect(told).toContain('"old_database_unreadable"');
    expect(told).not.toContain('hunter2');
  });
});
