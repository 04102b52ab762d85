/** The year-to-date on a payslip: all of its lines, gross and net have the same start date. */
import { describe, expect, it } from 'vitest';
import { importBalances } from '#operations/people/import-balances.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, limits, period, run } from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date\n';
const ada = 'ada,Ada Lovelace,salary,104000.00,,single,2019-03-01,\n';

async function company(): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  return smallCompany({ url, now: '2026-05-02T12:00:00Z', roster: header + ada });
}

const columns = 'employee_id,year,tax,taxable_wages,withheld,code,amount';
/** Twenty weeks of 2,000.00, and the taxes withheld from them. */
const taxes = [
  'ada,2026,FIT,40000,4000,,',
  'ada,2026,SS,40000,2480,,',
  'ada,2026,MEDICARE,40000,580,,',
];
const whole = [
  ...[...taxes, 'ada,2026,FUTA,7000,42,,', 'ada,2026,ADDITIONAL_MEDICARE,0,0,,'],
  ...['ada,2026,,,,SALARY,40000', 'ada,2026,,,,GROSS,40000', 'ada,2026,,,,NET,32940'],
];

async function bring(small: SmallCompany, rows: readonly string[], dryRun = false) {
  const bytes = Buffer.from([columns, ...rows, ''].join('\n'));
  const row = await companyRow(small);
  return must(await importBalances(small.world, { company: row, bytes, dryRun }));
}

async function shown(small: SmallCompany, runId: number) {
  const { lines, yearToDate, payslip } = must(
    await showPayslip(small.world, { runId, number: 'ada' }),
  );
  const { since, openingBalances, grossMinor, netMinor, countsLater, lacksEarlier } = yearToDate;
  const of = Object.fromEntries(lines.map((line) => [line.code, line.yearToDateMinor]));
  const out = { countsLater, lacksEarlier };
  return { since: since.toString(), openingBalances, grossMinor, netMinor, of, payslip, out };
}

describe('the year-to-date of a payslip', () => {
  it('starts for every line at the first pay date in Paybeat if there are no opening balances', async () => {
    const small = await company();
    const first = await run(
      small,
      await period(small, { from: '2026-05-04', payOn: '2026-05-22' }),
    );
    const second = await run(
      small,
      await period(small, { from: '2026-05-18', payOn: '2026-06-05' }),
    );
    const one = await shown(small, first.runId);
    const two = await shown(small, second.runId);
    expect(one).toMatchObject({
      since: '2026-05-22',
      openingBalances: 'none',
      grossMinor: 400_000n,
    });
    expect(two).toMatchObject({ since: '2026-05-22', grossMinor: 800_000n });
    expect(two.of).toMatchObject({ SALARY: 800_000n, SS_WAGES: 800_000n });
    expect(two.netMinor).toBe(one.payslip.netMinor + two.payslip.netMinor);
    await expectSound(small.world);
    await small.close();
  });

  it('starts with the year if the opening balances are complete, which their totals prove', async () => {
    const small = await company();
    expect((await bring(small, whole)).notes.map(({ code }) => code)).toEqual([]);
    const first = await run(
      small,
      await period(small, { from: '2026-05-04', payOn: '2026-05-22' }),
    );
    const { netMinor, grossMinor, of, ...one } = await shown(small, first.runId);
    expect(one).toMatchObject({ since: '2026-01-01', openingBalances: 'whole' });
    expect(of).toMatchObject({ SALARY: 4_400_000n, SS_WAGES: 4_400_000n, FIT_WAGES: 4_400_000n });
    expect(grossMinor).toBe(4_400_000n);
    expect(netMinor).toBe(3_294_000n + one.payslip.netMinor);
    await expectSound(small.world);
    await small.close();
  });

  it('starts in Paybeat if the opening balances are partial, which limits use and the import reports', async () => {
    const small = await company();
    const brought = await bring(small, taxes);
    expect(brought.notes.map(({ code }) => code)).toEqual(['balances_incomplete']);
    expect(brought.notes[0]?.message).toContain('GROSS');
    expect(brought.notes[0]?.message).toContain('FUTA');
    expect(brought.notes[0]?.message).toMatch(/ada .*, 2026: missing /);
    const first = await run(
      small,
      await period(small, { from: '2026-05-04', payOn: '2026-05-22' }),
    );
    const one = await shown(small, first.runId);
    expect(one).toMatchObject({ since: '2026-05-22', openingBalances: 'partial' });
    expect(one).toMatchObject({
      grossMinor: 400_000n,
      of: { SALARY: 400_000n, SS_WAGES: 400_000n },
    });
    await small.close();
  });

  it('is incomplete if the opening balances do not add up to gross or net', async () => {
    const small = await company();
    const less = whole.map((row) => row.replace('SALARY,40000', 'SALARY,39999'));
    expect((await bring(small, less, true)).notes.map(({ code }) => code)).toEqual([
      'balances_incomplete',
    ]);
    const other = whole.map((row) => row.replace('NET,32940', 'NET,32941'));
    expect((await bring(small, other)).notes.map(({ code }) => code)).toEqual([
      'balances_incomplete',
    ]);
    await small.close();
  });

  it('counts earlier commits, names later-dated ones, and gives the same total in the end', async () => {
    const small = await company();
    await limits(small, { off_cycle_pay: 'off' });
    const ask = {
      company: await companyRow(small),
      bytes: Buffer.from('employee_id,code,amount\nada,BONUS,183000\n'),
      payOn: Temporal.PlainDate.from('2026-06-05'),
      ...{ startOn: null, endOn: null, frequency: 'biweekly', key: null, dryRun: false },
    };
    const bonus = must(await runOffCycle(small.world, ask, drivenBy(small.clock)));
    if (bonus.kind !== 'ran') throw new Error('it ran');
    const { runId: later } = bonus.run;
    const { runId: earlier } = await run(
      small,
      await period(small, { from: '2026-05-04', payOn: '2026-05-22' }),
    );
    expect((await shown(small, later)).out).toEqual({
      countsLater: [],
      lacksEarlier: [{ runId: earlier, payOn: '2026-05-22' }],
    });
    const one = await shown(small, earlier);
    // The wage base of 2026 is 184,500.00. Only its remainder is taxed on this payslip.
    expect(one.of).toMatchObject({ SS_WAGES: 18_450_000n });
    expect(one.grossMinor).toBe(18_700_000n);
    expect(one.out).toEqual({
      countsLater: [{ runId: later, payOn: '2026-06-05' }],
      lacksEarlier: [],
    });
    await expectSound(small.world);
    await small.close();
  });

  it('continues through off-cycle runs, and for a person who is rehired', async () => {
    const small = await company();
    await bring(small, whole);
    await run(small, await period(small, { from: '2026-05-04', payOn: '2026-05-22' }));
    const ask = {
      company: await companyRow(small),
      bytes: Buffer.from('employee_id,code,amount\nada,BONUS,1000\n'),
      payOn: Temporal.PlainDate.from('2026-05-29'),
      ...{ startOn: null, endOn: null, frequency: 'biweekly', key: null, dryRun: false },
    };
    const bonus = must(await runOffCycle(small.world, ask, drivenBy(small.clock)));
    if (bonus.kind !== 'ran') throw new Error('it ran');
    expect(await shown(small, bonus.run.runId)).toMatchObject({
      ...{ since: '2026-01-01', grossMinor: 4_500_000n, of: { BONUS: 100_000n } },
    });
    const again = ada.replace('2019-03-01,', '2026-07-13,');
    await takeRoster(small.world, { companyId: small.companyId, text: header + again });
    const later = await run(
      small,
      await period(small, { from: '2026-07-13', payOn: '2026-07-31' }),
    );
    expect(await shown(small, later.runId)).toMatchObject({
      ...{ since: '2026-01-01', grossMinor: 4_900_000n, of: { SALARY: 4_800_000n } },
    });
    await expectSound(small.world);
    await small.close();
  });
});
