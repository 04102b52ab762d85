/**
 * Changes that begin in paid periods: the next regular run pays the difference once, and the
 * committed runs do not change.
 */
import { describe, expect, it } from 'vitest';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { previewRun } from '#operations/runs/preview-run.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, payslip, period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,,single,2019-03-01
ben,Ben Carter,hourly,,24.50,mfj,2021-06-14
`;

async function company(people = roster): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster: people });
}

async function paidPeriod(small: SmallCompany, from: string): Promise<number> {
  const id = await period(small, { from });
  await hours(small, id, 'employee_id,regular_hours\nben,80\n');
  return (await run(small, id)).runId;
}

const raise = (from: string, salary: string) =>
  `employee_id,from,pay_type,annual_salary\nada,${from},salary,${salary}\n`;

describe('a back-dated raise', () => {
  it('is paid as a difference by the next regular run, and by no other', async () => {
    const small = await company();
    const first = await paidPeriod(small, '2026-01-05');
    const second = await paidPeriod(small, '2026-01-19');
    const before = [
      await payslip(small, { runId: first, number: 'ada' }),
      await payslip(small, { runId: second, number: 'ada' }),
    ];
    const { notes } = await terms(small, raise('2026-01-12', '104000'));
    expect(notes.slice(0, 1)).toMatchObject([{ code: 'back_dated' }]);
    const third = await paidPeriod(small, '2026-02-02');
    // 4,000 now; (4,000 − 3,500) × 7 ÷ 14 for the first period and 500 for the second.
    const paid = await payslip(small, { runId: third, number: 'ada' });
    expect(paid.lines).toMatchObject({ SALARY: '4000.00', RETRO_PAY: '750.00' });
    const ben = await payslip(small, { runId: third, number: 'ben' });
    expect(ben.lines['RETRO_PAY']).toBeUndefined();
    const fourth = await paidPeriod(small, '2026-02-16');
    const after = await payslip(small, { runId: fourth, number: 'ada' });
    expect(after.lines['RETRO_PAY']).toBeUndefined();
    expect(await payslip(small, { runId: first, number: 'ada' })).toEqual(before[0]);
    expect(await payslip(small, { runId: second, number: 'ada' })).toEqual(before[1]);
    await expectSound(small.world);
    await small.close();
  });

  it('that is raised again pays the remaining difference, and its payslip can still be explained', async () => {
    const small = await company();
    await paidPeriod(small, '2026-01-05');
    await terms(small, raise('2026-01-05', '104000'));
    const second = await paidPeriod(small, '2026-01-19');
    const slip = await payslip(small, { runId: second, number: 'ada' });
    expect(slip.lines['RETRO_PAY']).toBe('500.00');
    await terms(small, raise('2026-01-05', '117000'), { replace: true });
    const third = await paidPeriod(small, '2026-02-02');
    // 500 more for each of both periods.
    expect((await payslip(small, { runId: third, number: 'ada' })).lines['RETRO_PAY']).toBe(
      '1000.00',
    );
    expect(await payslip(small, { runId: second, number: 'ada' })).toEqual(slip);
    await expectSound(small.world);
    await small.close();
  });

  it('is in the preview, with its source', async () => {
    const small = await company();
    const first = await paidPeriod(small, '2026-01-05');
    await terms(small, raise('2026-01-05', '104000'));
    const next = await period(small, { from: '2026-01-19' });
    const { differences } = must(await previewRun(small.world, { periodId: next }));
    const ada = differences.largest.find(({ number }) => number === 'ada');
    expect(ada?.parts.map(({ cause }) => cause).slice(0, 2)).toEqual(['raise', 'retro']);
    const { runId } = await run(small, next);
    const { world } = small;
    const told = must(await explainPayslip(world, { runId, number: 'ada', line: 'RETRO_PAY' }));
    expect(told.text.join('\n')).toContain(
      `for 2026-01-05 to 2026-01-18 (run ${first}): SALARY due 4000.00, paid 3500.00`,
    );
    await small.close();
  });
});

describe('what was paid too much', () => {
  it('is not deducted, and is a warning on every payslip until it is settled', async () => {
    const small = await company();
    const first = await paidPeriod(small, '2026-01-05');
    await terms(small, raise('2026-01-05', '78000'));
    const second = await paidPeriod(small, '2026-01-19');
    const slip = await payslip(small, { runId: second, number: 'ada' });
    expect(slip.lines).toMatchObject({ SALARY: '3000.00' });
    expect(slip.lines['RETRO_PAY']).toBeUndefined();
    expect(slip.warnings.map((warning) => warning.split(':')[0])).toEqual(['overpaid']);
    expect(factsIn(slip.warnings[0])).toEqual([`${first}`, '500.00'].toSorted());
    await expectSound(small.world);
    await small.close();
  });
});

describe('an undated change', () => {
  it('does not affect past periods: a roster counts from its import', async () => {
    const small = await company();
    await paidPeriod(small, '2026-01-05');
    const { companyId, world } = small;
    await takeRoster(world, { companyId, text: roster.replace('91000.00', '104000.00') });
    const second = await paidPeriod(small, '2026-01-19');
    const slip = await payslip(small, { runId: second, number: 'ada' });
    expect(slip.lines).toMatchObject({ SALARY: '4000.00' });
    expect(slip.lines['RETRO_PAY']).toBeUndefined();
    await expectSound(small.world);
    await small.close();
  });

  it('affects past periods if it is a first day, and the missing pay is paid', async () => {
    const late = roster.replace(
      'ada,Ada Lovelace,salary,91000.00,,single,2019-03-01',
      'ada,Ada Lovelace,salary,91000.00,,single,2026-01-12',
    );
    const small = await company(late);
    await paidPeriod(small, '2026-01-05');
    const { companyId, world } = small;
    await takeRoster(world, { companyId, text: late.replace('2026-01-12', '2026-01-05') });
    const second = await paidPeriod(small, '2026-01-19');
    // 3,500 × 7 ÷ 14 was paid.
    const slip = await payslip(small, { runId: second, number: 'ada' });
    expect(slip.lines['RETRO_PAY']).toBe('1750.00');
    await expectSound(small.world);
    await small.close();
  });
});
