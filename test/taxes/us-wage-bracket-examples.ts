/**
 * Examples 1, 2 and 4 of Publication 15, section 7, as cases of the calculator.
 *
 * They use the wage bracket method. That is a coarser official method: its tables are the percentage method at the middle
 * of each bracket. So they are compared within half a bracket. Exact examples: src/payslip/taxes/us/us-examples.ts.
 */

const sharon = {
  pay_date: '2025-05-01',
  frequency: 'monthly',
  employee: { pay_type: 'salary', annual_salary: '24000' },
  w4: { filing_status: 'single' },
};

interface WageBracketExample {
  readonly what: string;
  readonly source: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Whole dollars, from the wage bracket tables. */
  readonly withheld: number;
}

const john = {
  pay_date: '2025-01-31',
  frequency: 'monthly',
  w4: { filing_status: 'single', allowances: 1 },
};

function paid(json: Readonly<Record<string, unknown>>, amount: string) {
  const employee = { pay_type: 'hourly' };
  return { ...json, employee, items: [{ code: 'REGULAR', amount }] };
}

export const wageBracketExamples: readonly WageBracketExample[] = [
  {
    what: 'John, a form of 2018 with one allowance, 1,000 a month',
    source: 'IRS Publication 15 (2025), section 7, example 1',
    json: paid(john, '1000'),
    withheld: 11,
  },
  {
    what: 'John, 1,500 with a commission that is not told apart',
    source: 'IRS Publication 15 (2025), section 7, example 1',
    json: paid(john, '1500'),
    withheld: 62,
  },
  {
    what: 'Sharon, 2,000 a month',
    source: 'IRS Publication 15 (2025), section 7, example 2',
    json: paid(sharon, '2000'),
    withheld: 77,
  },
  {
    what: 'Sharon, 2,000 and a bonus of 1,000 as one payment',
    source: 'IRS Publication 15 (2025), section 7, example 2',
    json: paid(sharon, '3000'),
    withheld: 190,
  },
  {
    what: 'Sharon, 2,000 and bonuses of 1,000 and 2,000 as one payment',
    source: 'IRS Publication 15 (2025), section 7, example 4',
    json: paid(sharon, '5000'),
    withheld: 427,
  },
];
