/** A row with several errors reports each of them, and none that only follows from another. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { USD } from '#money/minor.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { parseBalancesFile } from './balances-file.ts';
import { peopleOf } from './employee-cell.ts';
import { parseHoursFile } from './hours-file.ts';
import { parseInputsFile } from './inputs-file.ts';
import { parseItemsFile } from './items-file.ts';
import { parseRosterFile } from './roster-file.ts';
import { parseTermsFile } from './terms-file.ts';

const people = peopleOf(new Set(['E1', 'E2']));
const byCode = new Map(everyBuiltInPayCode.map((one) => [one.code, one]));
const byId = new Map(everyBuiltInPayCode.map((one) => [one.id, one]));
const codes = { all: everyBuiltInPayCode, versions: everyBuiltInPayCode, byCode, byId };
const common = { currency: USD, people };
const endOn = new Temporal.PlainDate(2026, 1, 14);

const importers = {
  balances: {
    header: 'employee_id,year,tax,taxable_wages,withheld,code,amount',
    parse: (bytes: Buffer) =>
      parseBalancesFile(bytes, {
        ...{ ...common, country: usFederal, payCodes: new Set(['SALARY']) },
      }),
  },
  roster: {
    header:
      'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,w4_form,allowances,hire_date,end_date',
    parse: (bytes: Buffer) =>
      parseRosterFile(bytes, { currency: USD, country: usFederal, schedules: new Set() }),
  },
  hours: {
    header: 'employee_id,regular_hours,bonus',
    parse: (bytes: Buffer) => parseHoursFile(bytes, { ...common, periodDays: 14 }),
  },
  terms: {
    header: 'employee_id,job,from,until,pay_type,annual_salary,hourly_rate',
    parse: (bytes: Buffer) => parseTermsFile(bytes, common),
  },
  items: {
    header: 'employee_id,code,amount,from,until',
    parse: (bytes: Buffer) => parseItemsFile(bytes, { ...common, codes }),
  },
  inputs: {
    header: 'employee_id,code,amount,hours,rate,worked_on',
    parse: (bytes: Buffer) =>
      parseInputsFile(bytes, { ...common, codes, days: 14, endOn, jobs: new Map() }),
  },
};

function placesIn(answered: Answer<unknown>): readonly string[] {
  const issues = answered.ok ? [] : (answered.refusal.issues ?? []);
  return issues.map(({ pointer, code }) => `${pointer}: ${code}`.replace('column ', ''));
}

type Case = readonly [
  file: keyof typeof importers,
  what: string,
  rows: readonly string[],
  places: readonly string[],
];
const cases: readonly Case[] = [
  [
    'balances',
    'nobody, and more withheld than the wages',
    ['E9,2026,SS,10,20,,'],
    ['row 2, employee_id: employee_unknown', 'row 2, withheld: withheld_above_wages'],
  ],
  [
    'balances',
    'a balance twice, the first of them wrong',
    ['E1,2026,SS,10,20,,', 'E1,2026,SS,10,2,,', 'E1,2026,SS,x,2,,'],
    [
      'row 2, withheld: withheld_above_wages',
      'row 3, tax: balance_twice',
      'row 4, taxable_wages: not_an_amount',
      'row 4, tax: balance_twice',
    ],
  ],
  [
    'balances',
    'neither a tax nor a code',
    ['E1,2026,,10,x,,'],
    ['row 2, tax: missing_value', 'row 2, withheld: not_an_amount'],
  ],
  [
    'roster',
    'a mistyped kind of pay, and impossible dates',
    ['E1,Ann,hourli,,20,single,,,2024-13-01,1960-01-01'],
    ['row 2, pay_type: unknown_pay_type', 'row 2, hire_date: date_impossible'],
  ],
  [
    'roster',
    'a form that is mistyped',
    ['E1,Ann,hourly,,20,single,2109,2,2024-01-01,'],
    ['row 2, w4_form: unknown_w4_form'],
  ],
  [
    'roster',
    'somebody twice, both wrong',
    ['E1,Ann,hourly,,x,single,,,2024-01-01,', 'E1,Ann,hourly,,20,sngle,,,2024-01-01,'],
    [
      'row 2, hourly_rate: not_a_number',
      'row 3, filing_status: unknown_filing_status',
      'row 3, employee_id: employee_twice',
    ],
  ],
  [
    'hours',
    'nobody, with too many hours, twice',
    ['E9,400,x', 'E9,8,'],
    [
      'row 2, employee_id: employee_unknown',
      'row 2, bonus: not_an_amount',
      'row 2: hours_beyond_period',
      'row 3, employee_id: employee_unknown',
      'row 3, employee_id: employee_twice',
    ],
  ],
  [
    'terms',
    'a mistyped kind of pay, and impossible dates',
    ['E1,night,07/04/2026,1960-01-01,hourli,,20'],
    ['row 2, from: date_wrong_format', 'row 2, pay_type: unknown_pay_type'],
  ],
  [
    'items',
    'an impossible first day and an unknown pay code',
    ['E1,UNIONS,5,2026-02-30,1960-01-01', 'E1,BONUS,x,2026-02-01,2026-01-01'],
    [
      'row 2, code: unknown_pay_code',
      'row 2, from: date_impossible',
      'row 3, amount: not_an_amount',
      'row 3, until: ends_before_start',
    ],
  ],
  [
    'inputs',
    'hours beyond the period in rows that are wrong elsewhere',
    ['E1,REGULAR,,200,x,', 'E1,REGULAR,,200,,07/04/2026'],
    [
      'row 2, rate: not_a_number',
      'row 3, worked_on: date_wrong_format',
      'row 3, hours: hours_beyond_period',
    ],
  ],
];

describe('a file in which a row has several faults', () => {
  it.each(cases)('reports every fault of %s: %s', (file, _, rows, places) => {
    const { header, parse } = importers[file];
    expect(placesIn(parse(Buffer.from([header, ...rows, ''].join('\n'))))).toEqual(places);
  });
});
