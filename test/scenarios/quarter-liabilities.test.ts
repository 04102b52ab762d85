/** The lines of Form 941 and 940 of a quarter, against arithmetic that is written out. See two-salaries.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatAmount, USD } from '#money/minor.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import {
  type QuarterLiabilities,
  quarterLiabilities,
} from '#operations/liabilities/quarter-liabilities.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, items, limits } from '../support/paid-periods.ts';
import { reversal, reversed } from '../support/reversed.ts';
import { must, type SmallCompany, takeRoster } from '../support/small-company.ts';
import { paid, salaries, twoSalaries } from '../support/two-salaries.ts';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await twoSalaries(database.url, '2026-06-01T12:00:00Z');
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

async function quarterOf(year: number, quarter: number): Promise<QuarterLiabilities> {
  const company = await companyRow(small);
  return must(await quarterLiabilities(small.world, { company, quarter: { year, quarter } }));
}

/** `5a 5500.00 682.00` */
function shown({ lines }: QuarterLiabilities): readonly string[] {
  const text = (minor: bigint | null) => (minor === null ? '-' : formatAmount(minor, USD));
  return lines.map((one) => `${one.line} ${text(one.wagesMinor)} ${text(one.amountMinor)}`);
}

function amountOf({ lines }: QuarterLiabilities, line: string) {
  const found = lines.find((one) => one.line === line);
  return [found?.wagesMinor, found?.amountMinor];
}

const hire = (row: string) =>
  takeRoster(small.world, { companyId: small.companyId, text: `${salaries}${row}\n` });

describe('the lines of a quarter', () => {
  it('are those of its pay dates, with fractions of cents', async () => {
    // Cy: 33,333.00 ÷ 26 = 1,282.04. Social Security 79.48648 → 79.49, Medicare 18.58958 → 18.59; income tax
    // 24,733.04 a year: 1,240 + 12 % of 4,833.04 = 1,819.96, ÷ 26 = 70.00.
    await hire('cy,Cy Odd,salary,33333.00,single,2020-01-01');
    await paid(small, '2026-06-15', '2026-07-03');
    await paid(small, '2026-06-29', '2026-07-17');
    await paid(small, '2026-09-07', '2026-10-02');
    const made = await quarterOf(2026, 3);
    expect(shown(made)).toEqual([
      // 2 × (3,500.00 + 2,000.00 + 1,282.04)
      '2 13564.08 -',
      // 2 × (430.38 + 156.15 + 70.00)
      '3 - 1313.06',
      // 13,564.08 × 0.124 = 1,681.94592
      '5a 13564.08 1681.95',
      '5b 0.00 0.00',
      // 13,564.08 × 0.029 = 393.35832
      '5c 13564.08 393.36',
      '5d 0.00 0.00',
      '5e - 2075.31',
      '6 - 3388.37',
      // Withheld 2 × (217.00 + 50.75 + 124.00 + 29.00 + 79.49 + 18.59) = 1,037.66; 13,564.08 × 0.0765 = 1,037.65212.
      '7 - 0.01',
      '10 - 3388.38',
      '12 - 3388.38',
      // 0.6 % of 5,500.00 twice; of Cy 7.69 each time.
      '16c 13564.08 81.38',
    ]);
    expect(made.paidMinor).toBe(3_388_38n);
    expect(made.days.map(({ amountMinor }) => amountMinor)).toEqual([1_694_19n, 1_694_19n]);
    expect(made.months.map(({ amountMinor }) => amountMinor)).toEqual([3_388_38n, 0n, 0n]);
    // 31 October 2026 is a Saturday.
    expect(made).toMatchObject({ isOver: false, holidays: 'printed', corrections: [] });
    expect(made.dueOn?.toString()).toBe('2026-11-02');
  });

  it('have tips up to the wage base, and wages above the threshold', async () => {
    // Max: 9,000,000 ÷ 26 = 346,153.85, at once above both limits.
    await hire('max,Max Rich,salary,9000000.00,single,2020-01-01');
    await limits(small, true);
    await items(
      small,
      'employee_id,code,amount,from\nbo,TIPS,300.00,2026-06-01\nmax,TIPS,100.00,2026-06-01\n',
    );
    await paid(small, '2026-06-15', '2026-07-03');
    const second = await paid(small, '2026-06-29', '2026-07-17');
    const made = await quarterOf(2026, 3);
    // Ada and Bo 2 × 5,500.00, Max 184,500.00; tips of Bo 2 × 300.00.
    expect(amountOf(made, '5a')).toEqual([195_500_00n, 24_242_00n]);
    expect(amountOf(made, '5b')).toEqual([600_00n, 74_40n]);
    // 2 × (5,500.00 + 300.00 + 346,253.85) = 704,107.70, × 0.029 = 20,419.1233.
    expect(amountOf(made, '5c')).toEqual([704_107_70n, 20_419_12n]);
    // 2 × 346,253.85 - 200,000.00 = 492,507.70, × 0.009 = 4,432.5693.
    expect(amountOf(made, '5d')).toEqual([492_507_70n, 4_432_57n]);
    const undone = await reversed({ small }, reversal(second.runId, ['max']));
    expect(undone.state).toBe('committed');
    // 346,253.85 - 200,000.00 = 146,253.85, × 0.009 = 1,316.28465.
    expect(amountOf(await quarterOf(2026, 3), '5d')).toEqual([146_253_85n, 1_316_28n]);
  });

  it('do not contain what a later quarter reversed, and show it apart', async () => {
    const { runId } = await paid(small, '2026-06-15', '2026-07-03');
    const before = await quarterOf(2026, 3);
    await small.clock.set('2026-10-20T12:00:00Z');
    const { runId: undone } = await reversed({ small }, reversal(runId, ['bo']));
    const made = await quarterOf(2026, 3);
    expect(made.lines).toEqual(before.lines);
    expect(made.corrections.map(({ code, amountMinor }) => [code, amountMinor])).toEqual([
      ['FIT', -156_15n],
      ['SS', -124_00n],
      ['MEDICARE', -29_00n],
      ['SS_EMPLOYER', -124_00n],
      ['MEDICARE_EMPLOYER', -29_00n],
      ['FUTA_EMPLOYER', -12_00n],
      ['FIT_WAGES', -2_000_00n],
      ['SS_WAGES', -2_000_00n],
      ['MEDICARE_WAGES', -2_000_00n],
      ['FUTA_WAGES', -2_000_00n],
    ]);
    const later = await quarterOf(2026, 4);
    expect(later.madeHere).toEqual(made.corrections);
    expect(later.madeHere[0]).toMatchObject({ runId: undone, reversedRunId: runId });
    expect(later).toMatchObject({ days: [], statedMinor: 0n, paidMinor: 0n });
    expect(made).toMatchObject({ isOver: true, mayWaitForReturn: true });
  });

  it('give back no income tax of an earlier year', async () => {
    const { runId } = await paid(small, '2026-06-15', '2026-07-03');
    await small.clock.set('2027-01-12T12:00:00Z');
    const undone = await reversed({ small }, reversal(runId, ['bo']));
    must(
      await approveRun(small.world, {
        ...{ runId: undone.runId, why: 'nobody received it', totals: null, dryRun: false },
      }),
    );
    const given = (await quarterOf(2026, 3)).corrections.map((one) => [one.code, one.isGivenBack]);
    expect(Object.fromEntries(given)).toEqual({
      ...{ FIT: false, FIT_WAGES: false, SS: true, MEDICARE: true, SS_EMPLOYER: true },
      ...{ MEDICARE_EMPLOYER: true, FUTA_EMPLOYER: true, SS_WAGES: true, MEDICARE_WAGES: true },
      FUTA_WAGES: true,
    });
    const company = await companyRow(small);
    const time = { fromOn: day('2027-01-01'), toOn: day('2027-03-31') };
    const list = must(await listLiabilities(small.world, { company, ...time }));
    expect(list).toMatchObject({ taxes: [], deposits: [] });
    expect(list.adjustments.filter(({ isGivenBack }) => !isGivenBack)).toMatchObject([
      { code: 'FIT', amountMinor: -156_15n, quarter: { year: 2026, quarter: 3 } },
    ]);
  });

  it('are zero without a committed run, and refused for a year without tables', async () => {
    const made = await quarterOf(2026, 1);
    expect(made).toMatchObject({ days: [], statedMinor: 0n, paidMinor: 0n, isOver: true });
    const company = await companyRow(small);
    const ask = (quarter: { year: number; quarter: number }) =>
      quarterLiabilities(small.world, { company, quarter });
    expect(await ask({ year: 2031, quarter: 1 })).toMatchObject({
      refusal: { code: 'tax_table_missing' },
    });
    expect(await ask({ year: 2026, quarter: 5 })).toMatchObject({
      refusal: { code: 'quarter_impossible' },
    });
  });
});

const day = (text: string) => Temporal.PlainDate.from(text);
