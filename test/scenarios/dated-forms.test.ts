/** Tax forms with the day on which they were received, and letters of the tax office. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yearPage } from '#operations/liabilities/year-liabilities.ts';
import { importForms } from '#operations/people/import-forms.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { listForms } from '#operations/people/list-forms.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, payslip, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const roster = `employee_id,name,pay_type,annual_salary,filing_status,w4_form,exempt,hire_date
ada,Ada Vale,salary,78000.00,single,,,2019-01-01
bea,Bea Orr,salary,78000.00,none,,,2019-01-01
cal,Cal West,salary,78000.00,single,2024,yes,2019-01-01
`;
const head = 'employee_id,received,from,kind,invalid,filing_status,step4c,w4_form\n';

let database: TestDatabase;
let company: SmallCompany;

beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-03-05T12:00:00Z', roster });
});

afterAll(async () => {
  await company.close();
  await database.drop();
});

async function take(rows: string, how: object = {}) {
  const ask = { company: await companyRow(company), bytes: Buffer.from(head + rows) };
  return importForms(company.world, { dryRun: false, ...ask, ...how });
}

async function taxIn(runId: number, number: string): Promise<string | undefined> {
  return (await payslip(company, { runId, number })).lines['FIT'];
}

// 2026, on 3,000.00 in two weeks.
const [asSingle, asMarried] = ['320.38', '192.31'];

describe('a dated form', () => {
  it('counts from its day on, and what was paid before stays as it was', async () => {
    const march = await run(company, await period(company, { from: '2026-03-02' }));
    expect(await taxIn(march.runId, 'ada')).toBe(asSingle);
    expect(await taxIn(march.runId, 'bea')).toBe(asSingle);
    // The claim of 2024 ended in February 2025.
    const cal = await payslip(company, { runId: march.runId, number: 'cal' });
    expect(cal.lines['FIT']).toBe(asSingle);
    expect(cal.warnings).toEqual([expect.stringContaining('exemption_ended')]);

    const two = 'ada,2026-03-04,,,,mfj,,2026\nbea,2026-03-05,,,,mfj,,2026\n';
    expect(must(await take(two, { dryRun: true }))).toMatchObject({ added: 2, written: false });
    expect(must(await take(two))).toMatchObject({ added: 2, employees: 2, written: true });
    expect(must(await take(two))).toMatchObject({ added: 0, unchanged: 2, written: false });
    const next = await run(company, await period(company, { from: '2026-03-16' }));
    // 3 April is the 30th day after 4 March: this period ends before it. Bea had given none before.
    expect(await taxIn(next.runId, 'ada')).toBe(asSingle);
    expect(await taxIn(next.runId, 'bea')).toBe(asMarried);
    const april = await run(company, await period(company, { from: '2026-03-30' }));
    expect(await taxIn(april.runId, 'ada')).toBe(asMarried);
    expect(await taxIn(march.runId, 'ada')).toBe(asSingle);
    await expectSound(company.world);
  });

  it('stays when the roster is imported again, which has the form before it', async () => {
    const { world, companyId } = company;
    await takeRoster(world, { companyId, text: roster.replace('Ada Vale', 'Ada Vale-Kerr') });
    const changed = roster.replace('78000.00,single,,,', '78000.00,hoh,,,');
    const ask = { company: await companyRow(company), bytes: Buffer.from(changed) };
    const { notes } = must(
      await importRoster(world, { ...ask, scheduleCode: null, dryRun: false }),
    );
    expect(notes.map(({ code }) => code)).toEqual(['form_is_dated']);
    const may = await run(company, await period(company, { from: '2026-04-13' }));
    expect(await taxIn(may.runId, 'ada')).toBe(asMarried);
  });

  it('is overruled by a lock-in letter after its date, until the tax office releases the employee', async () => {
    must(await take('ada,2026-03-05,2026-05-01,order,,single,,\n'));
    const under = await run(company, await period(company, { from: '2026-04-27' }));
    expect(await taxIn(under.runId, 'ada')).toBe(asSingle);
    await company.clock.set('2026-05-12T12:00:00Z');
    must(await take('ada,2026-05-11,,release,,,,\n'));
    const released = await run(company, await period(company, { from: '2026-05-11' }));
    expect(await taxIn(released.runId, 'ada')).toBe(asMarried);
    const ask = { company: await companyRow(company), number: 'ada' };
    expect(must(await listForms(company.world, ask)).map(({ form }) => form.kind)).toEqual([
      ...['form', 'order', 'release'],
    ]);
  });

  it('is refused with every wrong row, and replaced only on request', async () => {
    const refusedAs = async (rows: string) => {
      const taken = await take(rows);
      if (taken.ok) throw new Error('it was taken');
      return (taken.refusal.issues ?? []).map(({ pointer, code }) => `${pointer}: ${code}`);
    };
    expect(
      await refusedAs(
        'ada,2026-03-04,,,,married,,\nada,2026-03-04,2026-03-01,,,mfj,,\nzoe,2026-03-04,,ordr,,mfj,,\n',
      ),
    ).toEqual([
      'row 2, column filing_status: unknown_filing_status',
      'row 3, column from: from_before_received',
      'row 3, column received: form_twice',
      'row 4, column employee_id: employee_unknown',
      'row 4, column kind: unknown_form_kind',
    ]);
    expect(await refusedAs('ada,2026-05-13,,,,mfj,,\n')).toEqual([
      'row 2, column received: received_in_future',
    ]);
    const other = 'ada,2026-03-04,,,,hoh,,2026\n';
    expect(await refusedAs(other)).toEqual(['row 2, column filing_status: differs_from_known']);
    const replaced = must(await take(other, { replace: true }));
    expect(replaced).toMatchObject({ replaced: 1, added: 0, removed: 0 });
    expect(replaced.changes).toMatchObject([{ before: { filing_status: 'mfj' } }]);
    const only = must(await take('ada,2026-03-04,,,yes,hoh,,2026\n', { replaceAll: true }));
    expect(only).toMatchObject({ replaced: 1, removed: 2 });
    await expectSound(company.world);
  });
});

describe('an exemption from taxes', () => {
  const column = 'employee_id,received,from,until,kind,tax_exemption,filing_status\n';
  const takeRows = (rows: string, how: object = {}) =>
    companyRow(company).then((row) =>
      importForms(company.world, {
        ...{ dryRun: false, company: row, bytes: Buffer.from(column + rows), ...how },
      }),
    );

  it('counts for the days that its row has, and Form 940 lists the pay as exempt', async () => {
    const rows = 'cal,2026-05-12,2026-05-12,2026-06-30,exemption,student,\n';
    expect(must(await takeRows(rows))).toMatchObject({ added: 1, employees: 1 });
    expect(must(await takeRows(rows))).toMatchObject({ added: 0, unchanged: 1 });
    const exempt = await run(company, await period(company, { from: '2026-05-25' }));
    const cal = await payslip(company, { runId: exempt.runId, number: 'cal' });
    expect(cal.lines).toMatchObject({ SS: '0.00', SS_WAGES: '0.00', FUTA_EXEMPT_WAGES: '3000.00' });
    expect(cal.lines['FIT']).toBe(asSingle);
    const after = await run(company, await period(company, { from: '2026-07-06' }));
    const later = await payslip(company, { runId: after.runId, number: 'cal' });
    expect(later.lines).toMatchObject({ SS: '186.00', SS_WAGES: '3000.00' });
    const asked = { company: await companyRow(company), year: 2026 };
    const { head } = must(await yearPage(company.world, { ...asked, after: null, limit: 10 }));
    // What FUTA exempts is the pay of Cal's one period. Everybody else is above the base, or taxed.
    const lineOf = (number: string) => head.lines.find(({ line }) => line === number)?.wagesMinor;
    expect(lineOf('4')).toBe(300_000n);
    await expectSound(company.world);
  });

  it('stays when the roster is imported again, and the list shows its days', async () => {
    await takeRoster(company.world, { companyId: company.companyId, text: roster });
    const ask = { company: await companyRow(company), number: 'cal' };
    expect(must(await listForms(company.world, ask)).map(({ form }) => form)).toEqual([
      {
        ...{ kind: 'exemption', taxExemption: 'student', isValid: true },
        ...{ receivedOn: '2026-05-12', fromOn: '2026-05-12', untilOn: '2026-06-30' },
      },
    ]);
  });

  it('is refused with every wrong row', async () => {
    const refusedAs = async (rows: string) => {
      const taken = await takeRows(rows);
      if (taken.ok) throw new Error('it was taken');
      return (taken.refusal.issues ?? []).map(({ pointer, code }) => `${pointer}: ${code}`);
    };
    expect(
      await refusedAs(
        [
          'ada,2026-03-04,,,exemption,f-1,',
          'ada,2026-03-05,,,exemption,,',
          'ada,2026-03-06,,2026-03-01,exemption,spouse,',
          'ada,2026-03-07,,2026-04-01,form,,single',
          'ada,2026-03-08,,,form,spouse,single',
          'bea,2026-03-04,,,exemption,spouse,',
          'bea,2026-03-04,,,exemption,parent,',
          '',
        ].join('\n'),
      ),
    ).toEqual([
      'row 2, column tax_exemption: unknown_tax_exemption',
      'row 3, column tax_exemption: missing_value',
      'row 4, column until: ends_before_start',
      'row 5, column until: until_without_exemption',
      'row 6, column tax_exemption: exemption_with_form',
      'row 8, column from: form_twice',
    ]);
    // Nobody's birth date is on the roster.
    expect(await refusedAs('ada,2026-03-04,,,exemption,child,\n')).toEqual([
      'row 2, column tax_exemption: birth_date_needed',
    ]);
  });
});
