/**
 * Worked examples that the Internal Revenue Service printed, as cases of the calculator.
 *
 * Publication 15-T has no worked example for the percentage method of automated systems.
 * Publication 15 has those below. Its examples 1, 2 and 4 of section 7 use the wage bracket method.
 * That is a coarser official method: its tables are the percentage method at the middle of each
 * bracket. `wageBracketExamples` therefore compares them within half a bracket.
 */

interface OfficialExample {
  readonly what: string;
  readonly source: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Pay code → amount, to the cent. */
  readonly lines: Readonly<Record<string, string>>;
}

const sharon = {
  pay_date: '2025-05-01',
  frequency: 'monthly',
  employee: { pay_type: 'salary', annual_salary: '24000' },
  w4: { filing_status: 'single' },
};

export const officialExamples: readonly OfficialExample[] = [
  {
    what: 'a bonus of 1,000 at the flat rate',
    source: 'IRS Publication 15 (2025), section 7, example 3',
    json: {
      ...sharon,
      pay_date: '2025-05-15',
      run: 'off_cycle',
      items: [{ code: 'BONUS', amount: '1000' }],
      // Five salaries of 2,000.00: (24,000 − 8,600 − 6,400) × 10 % ÷ 12 from each
      year_to_date: { FIT: '375.00', FIT_WAGES: '10000.00' },
    },
    lines: { FIT: '220.00', SUPPLEMENTAL_WAGES: '1000.00' },
  },
  {
    what: 'an employee taken over with 2,000 of wages, who is taxed on the first 174,100',
    source: 'IRS Publication 15 (2025), section 9, "Successor employer", example',
    json: {
      ...sharon,
      frequency: 'annually',
      employee: { pay_type: 'salary', annual_salary: '250000' },
      year_to_date: { SS_WAGES: '2000', MEDICARE_WAGES: '2000' },
    },
    lines: {
      SS_WAGES: '174100.00',
      MEDICARE_WAGES: '250000.00',
      // 0.9 % of 52,000, the part above 200,000 including the 2,000.
      ADDITIONAL_MEDICARE: '468.00',
    },
  },
  {
    what: 'the wage base of 2025 at 6.2 %, for employee and employer each',
    source:
      'IRS Publication 15 (2025), section 9, "Tax rates and the social security wage base limit"',
    json: {
      ...sharon,
      frequency: 'annually',
      employee: { pay_type: 'salary', annual_salary: '176100' },
    },
    lines: { SS: '10918.20', SS_EMPLOYER: '10918.20', MEDICARE: '2553.45', SS_WAGES: '176100.00' },
  },
];

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
