import { describe, expect, it } from 'vitest';
import type { Minor } from '#money/minor.ts';
import type { DepositorStatus, DepositPlan } from '#payslip/taxes/tax-returns.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { isoOf, toEpochDay } from '#time/plain-date.ts';
import { deposits940 } from './deposits-940.ts';
import { deposits941 } from './deposits-941.ts';

type Day = readonly [on: string, dollars: bigint];

function daysOf(days: readonly Day[]) {
  return days.map(([on, dollars]) => ({
    on: toEpochDay(plainDate(on)),
    amountMinor: dollars * 100n,
  }));
}

/** `941 semiweekly 2026-05-29: 10 due 2026-06-03 printed` */
function shown({ deposits }: Pick<DepositPlan, 'deposits'>): readonly string[] {
  return deposits.map(({ form, rule, payDays, amountMinor, due }) => {
    const day = due.day === null ? 'unknown' : isoOf(due.day);
    const pay = payDays.map(isoOf).join(' ');
    return `${form} ${rule} ${pay}: ${inDollars(amountMinor)} due ${day} ${due.holidays}`;
  });
}

function inDollars(minor: Minor): bigint {
  return minor / 100n;
}

function plan(status: DepositorStatus, days: readonly Day[]): readonly string[] {
  return shown(deposits941(daysOf(days), () => status));
}

describe('deposits of Form 941', () => {
  const cases: readonly [title: string, DepositorStatus, days: readonly Day[], due: string[]][] = [
    [
      // Publication 15 (2026), section 11, example of a new employer.
      'a monthly depositor who reaches 100,000 deposits on the next business day, and semiweekly from then on',
      'monthly',
      [
        ['2026-05-06', 40_000n],
        ['2026-05-08', 60_000n],
        ['2026-05-15', 50n],
        ['2027-12-31', 70n],
      ],
      [
        '941 next_day 2026-05-06 2026-05-08: 100000 due 2026-05-11 printed',
        '941 semiweekly 2026-05-15: 50 due 2026-05-20 printed',
        '941 semiweekly 2027-12-31: 70 due 2028-01-05 derived',
      ],
    ],
    [
      // The same section: liabilities of two deposit periods are not added up.
      '95,000 on a Tuesday and 10,000 on the Wednesday are two deposits',
      'semiweekly',
      [
        ['2026-03-03', 95_000n],
        ['2026-03-04', 10_000n],
      ],
      [
        '941 semiweekly 2026-03-03: 95000 due 2026-03-06 printed',
        '941 semiweekly 2026-03-04: 10000 due 2026-03-11 printed',
      ],
    ],
    [
      'pay on Friday 29 May is due on Wednesday 3 June',
      'semiweekly',
      [['2026-05-29', 10n]],
      ['941 semiweekly 2026-05-29: 10 due 2026-06-03 printed'],
    ],
    [
      // 16 April is a holiday of the District only: by the Federal Reserve it would be Friday the 17th.
      'a holiday in the three days after a period adds a day',
      'semiweekly',
      [
        ['2026-04-14', 10n],
        ['2026-11-24', 20n],
        ['2026-05-22', 30n],
      ],
      [
        '941 semiweekly 2026-04-14: 10 due 2026-04-20 printed',
        '941 semiweekly 2026-05-22: 30 due 2026-05-28 printed',
        '941 semiweekly 2026-11-24: 20 due 2026-11-30 printed',
      ],
    ],
    [
      'a period in two quarters makes two deposits on one day',
      'semiweekly',
      [
        ['2026-09-30', 60_000n],
        ['2026-10-01', 30_000n],
      ],
      [
        '941 semiweekly 2026-09-30: 60000 due 2026-10-07 printed',
        '941 semiweekly 2026-10-01: 30000 due 2026-10-07 printed',
      ],
    ],
    [
      'tax of a month is due on the 15th, moved off a weekend',
      'monthly',
      [
        ['2026-07-03', 10n],
        ['2026-07-31', 20n],
        ['2026-12-31', 5n],
      ],
      [
        '941 monthly 2026-07-03 2026-07-31: 30 due 2026-08-17 printed',
        '941 monthly 2026-12-31: 5 due 2027-01-15 derived',
      ],
    ],
    [
      // Instructions for Schedule B (Form 941), rev. June 2025, example 3, one year later.
      'after a next-day deposit, adding up starts anew',
      'monthly',
      [
        ['2026-04-17', 2_000n],
        ['2026-04-24', 110_000n],
        ['2026-05-01', 110_000n],
      ],
      [
        '941 next_day 2026-04-17 2026-04-24: 112000 due 2026-04-27 printed',
        '941 next_day 2026-05-01: 110000 due 2026-05-04 printed',
      ],
    ],
    [
      'other years have due dates by the law, and the year before Juneteenth has none',
      'monthly',
      [
        ['2021-03-12', 10n],
        ['2025-03-14', 20n],
        ['2045-03-14', 30n],
      ],
      [
        '941 monthly 2025-03-14: 20 due 2025-04-15 derived',
        // The 15th is a Saturday, and Emancipation Day a Sunday, so the Monday is a holiday.
        '941 monthly 2045-03-14: 30 due 2045-04-18 derived',
        '941 monthly 2021-03-12: 10 due unknown missing',
      ],
    ],
    [
      'reversed tax lowers later deposits of its quarter, and none of the next',
      'semiweekly',
      [
        ['2026-08-07', 100n],
        ['2026-08-14', -130n],
        ['2026-08-21', 50n],
        ['2026-09-25', -40n],
        ['2026-10-02', 60n],
      ],
      [
        '941 semiweekly 2026-08-07: 100 due 2026-08-12 printed',
        '941 semiweekly 2026-08-14: 0 due 2026-08-19 printed',
        '941 semiweekly 2026-08-21: 0 due 2026-08-26 printed',
        '941 semiweekly 2026-09-25: 0 due 2026-09-30 printed',
        '941 semiweekly 2026-10-02: 60 due 2026-10-07 printed',
      ],
    ],
  ];
  it.each(cases)('%s', (_, status, days, due) => {
    const inOrder = [...days].sort(([one], [other]) => (one < other ? -1 : 1));
    expect(plan(status, inOrder)).toEqual(due);
  });

  it('what no pay date of the quarter used up is left over', () => {
    const days = daysOf([
      ['2026-08-14', -130n],
      ['2026-08-21', 50n],
    ]);
    const { leftOver } = deposits941(days, () => 'monthly');
    expect(leftOver).toEqual([{ form: '941', year: 2026, quarter: 3, amountMinor: 8_000n }]);
  });
});

describe('deposits of Form 940', () => {
  it('500 or less waits, more is due after the quarter, and the rest with the return', () => {
    // The first two: Instructions for Form 940 (2025), line 16d, example, one year later.
    const made = deposits940(
      daysOf([
        ['2026-03-27', 200n],
        ['2026-06-26', 400n],
        ['2026-08-07', 500n],
        ['2026-12-18', 0n],
      ]),
    );
    expect(shown(made)).toEqual([
      '940 quarterly 2026-03-27 2026-06-26: 600 due 2026-07-31 printed',
      '940 with_return 2026-08-07 2026-12-18: 500 due 2027-02-01 derived',
    ]);
    expect(made.carried.map(({ quarter, amountMinor }) => [quarter, amountMinor])).toEqual([
      [1, 20_000n],
      [3, 50_000n],
    ]);
  });
});
