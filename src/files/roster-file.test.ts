import { describe, expect, it } from 'vitest';
import type { Currency } from '#money/minor.ts';
import { USD } from '#money/minor.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { factsIn } from '#text/facts.fixture.ts';
import type { RosterFileRow } from './roster-file.ts';
import { parseRosterFile } from './roster-file.ts';

const good: Readonly<Record<string, string>> = {
  employee_id: 'E1',
  name: 'Ada Byron',
  pay_type: 'salary',
  annual_salary: '52000',
  filing_status: 'single',
  hire_date: '2020-02-29',
};

/** A roster with one or more rows: each is the valid row with some cells changed. */
function roster(...changes: Readonly<Record<string, string>>[]): Buffer {
  const rows = changes.map((change) => ({ ...good, ...change }));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = (values: readonly string[]): string =>
    values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
  const lines = rows.map((row: Readonly<Record<string, string>>) =>
    cells(columns.map((column) => row[column] ?? '')),
  );
  return Buffer.from([cells(columns), ...lines].join('\n'));
}

function parse(bytes: Buffer, currency: Currency = USD) {
  return parseRosterFile(bytes, { country: usFederal, currency, schedules: new Set(['office']) });
}

function places(bytes: Buffer): readonly string[] {
  const file = parse(bytes);
  if (file.ok) return [];
  return (file.refusal.issues ?? []).map(({ pointer, code }) => `${pointer}: ${code}`);
}

describe('the work state', () => {
  it.each([
    ['CA', null],
    ['PR', null],
    ['DC', null],
    ['California', 'CA'],
    ['Californa', 'CA'],
    ['ohio', 'OH'],
    ['ca', 'CA'],
    ['ZZ', undefined],
  ])('%s is accepted, or refused with the code that was meant: %s', (written, meant) => {
    const bytes = roster({ work_state: written });
    const file = parse(bytes);
    if (meant === null) {
      expect(file.ok).toBe(true);
      return;
    }
    expect(places(bytes)).toEqual(['row 2, column work_state: unknown_work_state']);
    const [issue] = file.ok ? [] : (file.refusal.issues ?? []);
    expect(/ mean ([A-Z]{2})\?/.exec(issue?.message ?? '')?.[1]).toBe(meant);
  });
});

function rows(bytes: Buffer, currency: Currency = USD): readonly RosterFileRow[] {
  const file = parse(bytes, currency);
  if (!file.ok) throw new Error(JSON.stringify(file.refusal));
  return [...file.value.rows()];
}

const on = (date: string) => Temporal.PlainDate.from(date);

describe('a roster row', () => {
  it('becomes an employee with what applies in every period', () => {
    const [employee] = rows(
      roster({
        filing_status: 'MFJ',
        step2: 'yes',
        step3: '2000',
        step4c: '25.5',
        k401_pct: '6.5',
        section125_amount: '120',
        post_tax_pct: '0',
        work_state: 'NY',
        end_date: '2026-06-30',
        birth_date: '1971-03-02',
        schedule: 'office',
      }),
    );
    expect(employee).toEqual({
      rowNumber: 2,
      employeeNumber: 'E1',
      name: 'Ada Byron',
      payType: 'salary',
      annualSalaryMinor: 5_200_000n,
      hourlyRateMicro: null,
      hiredOn: on('2020-02-29'),
      endedOn: on('2026-06-30'),
      birthOn: on('1971-03-02'),
      workState: 'NY',
      overtime: null,
      scheduleCode: 'office',
      department: null,
      costCentre: null,
      jobTitle: null,
      assignedOn: null,
      taxForm: {
        filingStatus: 'mfj',
        step2: true,
        step3Minor: 200_000n,
        step4aMinor: 0n,
        step4bMinor: 0n,
        step4cMinor: 2_550n,
        exempt: false,
        nonresidentAlien: false,
        allowances: null,
      },
      items: [
        { payCode: '401K', amountMinor: null, percentMicro: 6_500_000n },
        { payCode: 'SECTION125', amountMinor: 12_000n, percentMicro: null },
      ],
    });
  });

  it('keeps an hourly rate exactly, to a millionth', () => {
    const hourly = { pay_type: 'hourly', annual_salary: '', hourly_rate: '35.761825' };
    expect(rows(roster(hourly))[0]?.hourlyRateMicro).toBe(35_761_825n);
  });

  it('counts in the minor units of the currency', () => {
    expect(rows(roster({}), { code: 'JPY', decimals: 0 })[0]?.annualSalaryMinor).toBe(52_000n);
    expect(rows(roster({}), { code: 'KWD', decimals: 3 })[0]?.annualSalaryMinor).toBe(52_000_000n);
  });

  it('may rest on a W-4 of 2019 or earlier, which has allowances', () => {
    const [employee] = rows(roster({ w4_form: '2019', allowances: '2', step4c: '10' }));
    expect(employee?.taxForm).toMatchObject({ allowances: 2, step4cMinor: 1_000n });
  });

  it('is the same at every reading of the file', () => {
    const file = parse(roster({}, { employee_id: 'E2' }));
    if (!file.ok) throw new Error('refused');
    expect(file.value.rowCount).toBe(2);
    expect([...file.value.rows()]).toEqual([...file.value.rows()]);
  });
});

describe('a roster is refused', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['an empty employee number', { employee_id: ' ' }, 'employee_id: missing_value'],
    ['an empty name', { name: '' }, 'name: missing_value'],
    ['a pay type that is none', { pay_type: 'weekly' }, 'pay_type: unknown_pay_type'],
    ['an empty pay type', { pay_type: '' }, 'pay_type: missing_value'],
    ['no salary for a salary', { annual_salary: '' }, 'annual_salary: missing_value'],
    [
      'no rate for an hourly',
      { pay_type: 'hourly', annual_salary: '' },
      'hourly_rate: missing_value',
    ],
    ['a salary and a rate', { hourly_rate: '20' }, 'pay_type: salary_and_rate'],
    ['a salary below zero', { annual_salary: '-1' }, 'annual_salary: negative'],
    [
      'a rate below zero',
      { pay_type: 'hourly', annual_salary: '', hourly_rate: '-20' },
      'hourly_rate: negative',
    ],
    [
      'a rate with seven decimals',
      { pay_type: 'hourly', annual_salary: '', hourly_rate: '20.1234567' },
      'hourly_rate: too_many_decimals',
    ],
    [
      'a rate of 2e3',
      { pay_type: 'hourly', annual_salary: '', hourly_rate: '2e3' },
      'hourly_rate: not_a_number',
    ],
    [
      'a salary of a hundred digits',
      { annual_salary: '9'.repeat(100) },
      'annual_salary: not_an_amount',
    ],
    [
      'a salary beyond 64 bits',
      { annual_salary: '9'.repeat(19) },
      'annual_salary: amount_out_of_range',
    ],
    ['a salary with separators', { annual_salary: '52,000' }, 'annual_salary: not_an_amount'],
    ['a salary with half cents', { annual_salary: '1.005' }, 'annual_salary: too_many_decimals'],
    ['a salary that is a formula', { annual_salary: '=1+1' }, 'annual_salary: formula_cell'],
    [
      'an unknown filing status',
      { filing_status: 'married' },
      'filing_status: unknown_filing_status',
    ],
    ['an empty filing status', { filing_status: '' }, 'filing_status: missing_value'],
    ['a day that does not exist', { hire_date: '2024-02-30' }, 'hire_date: date_impossible'],
    ['a date of another form', { hire_date: '02/29/2020' }, 'hire_date: date_wrong_format'],
    ['a date with a time', { hire_date: '2020-02-29T00:00' }, 'hire_date: date_wrong_format'],
    ['a date with a mistyped century', { hire_date: '0202-02-28' }, 'hire_date: date_out_of_range'],
    ['an empty hire date', { hire_date: '' }, 'hire_date: missing_value'],
    ['an end before the hire', { end_date: '2020-02-28' }, 'end_date: ends_before_hire'],
    ['a birth after the hire', { birth_date: '2020-02-29' }, 'birth_date: not_yet_born'],
    ['a birth 200 years ago', { birth_date: '1826-05-01' }, 'birth_date: date_out_of_range'],
    [
      'a person hired at 125',
      { birth_date: '1901-05-01', hire_date: '2026-01-05' },
      'birth_date: too_old',
    ],
    [
      'an exemption of another kind',
      { tax_exemption: 'clergy' },
      'tax_exemption: unknown_tax_exemption',
    ],
    [
      'a child without a birth date',
      { tax_exemption: 'child' },
      'tax_exemption: birth_date_needed',
    ],
    [
      'a child who was 21 at the hire',
      { tax_exemption: 'child', birth_date: '1999-02-28' },
      'tax_exemption: child_too_old',
    ],
    ['a flag of 2', { step2: '2' }, 'step2: not_a_flag'],
    ['a flag that every object has', { step2: 'constructor' }, 'step2: not_a_flag'],
    ['credits below zero', { step3: '-2000' }, 'step3: negative'],
    ['a percentage above the whole', { k401_pct: '100.5' }, 'k401_pct: out_of_range'],
    ['a percentage with its sign', { k401_pct: '5%' }, 'k401_pct: not_a_number'],
    [
      'a percentage and an amount',
      { k401_pct: '5', k401_amount: '50' },
      'k401_amount: percent_and_amount',
    ],
    ['a form of 2109', { w4_form: '2109' }, 'w4_form: unknown_w4_form'],
    ['allowances on a new form', { allowances: '2' }, 'allowances: w4_forms_mixed'],
    ['no allowances on an old form', { w4_form: '2019' }, 'allowances: missing_value'],
    [
      'credits on an old form',
      { w4_form: '2019', allowances: '1', step3: '1' },
      'step3: w4_forms_mixed',
    ],
    [
      'a status an old form lacks',
      { w4_form: '2019', allowances: '1', filing_status: 'hoh' },
      'filing_status: w4_forms_mixed',
    ],
    ['half an allowance', { w4_form: '2019', allowances: '1.5' }, 'allowances: not_a_whole_number'],
    [
      'a routing number with a slip',
      { routing: '021000022', account: '1' },
      'routing: wrong_routing_number',
    ],
    [
      'a routing number without its zero',
      { routing: '21000021', account: '1' },
      'routing: wrong_routing_number',
    ],
    ['an account without a routing number', { account: '123' }, 'routing: missing_value'],
    [
      'an account of 18 digits',
      { routing: '021000021', account: '1'.repeat(18) },
      'account: wrong_account_number',
    ],
    [
      'an account of no known type',
      { account_type: 'cheking' },
      'account_type: unknown_account_type',
    ],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, 'name: too_long'],
    ['a name that moves the cursor', { name: 'Ada\u001b[2JByron' }, 'name: control_character'],
    ['a name that turns the text around', { name: 'Ada\u202eByron' }, 'name: control_character'],
  ])('for %s', (_, change, place) => {
    expect(places(roster(change))).toEqual([`row 2, column ${place}`]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠1', ' =1'])(
    'for the name %j, which a spreadsheet would run',
    (name) => {
      expect(places(roster({ name }))).toEqual(['row 2, column name: formula_cell']);
      expect(places(roster({ employee_id: name }))).toEqual([
        'row 2, column employee_id: formula_cell',
      ]);
    },
  );

  it('for the same employee twice, naming the first row', () => {
    const bytes = roster({}, { employee_id: 'E2' }, { employee_id: ' E1 ' });
    expect(places(bytes)).toEqual(['row 4, column employee_id: employee_twice']);
    const parsed = parse(bytes);
    expect(parsed.ok || factsIn(parsed.refusal.issues?.[0]?.message)).toContain('2');
  });

  it('with every wrong cell at once', () => {
    const bytes = roster(
      { name: '=x', filing_status: 'no' },
      { employee_id: 'E2', hire_date: 'x' },
    );
    expect(places(bytes)).toEqual([
      'row 2, column name: formula_cell',
      'row 2, column filing_status: unknown_filing_status',
      'row 3, column hire_date: date_wrong_format',
    ]);
  });

  it('when it has no row', () => {
    const bytes = Buffer.from(`${Object.keys(good).join(',')}\n`);
    expect(parse(bytes)).toMatchObject({ ok: false, refusal: { code: 'no_rows' } });
  });

  it('without repeating a bank number', () => {
    const bytes = roster({
      routing: '123456789',
      account: '987654321987654321',
      account_type: '55555',
    });
    expect(JSON.stringify(parse(bytes))).not.toMatch(/123456789|987654321|55555/);
  });
});

describe('a roster says', () => {
  it('that bank details and past pay were not stored', () => {
    const file = parse(roster({ routing: '021000021', account: '12', other_pay_ytd: '-5' }));
    if (!file.ok) throw new Error('refused');
    expect(file.value.notes.map(({ code }) => code)).toEqual([
      'bank_details_not_stored',
      'past_pay_not_stored',
    ]);
    expect(Object.keys([...file.value.rows()][0] ?? {})).not.toContain('routing');
  });

  it('that a percentage below one may be a slip', () => {
    const file = parse(roster({ k401_pct: '0.05' }));
    if (!file.ok) throw new Error('refused');
    expect(file.value.notes[0]).toMatchObject({ code: 'percent_below_one' });
  });

  it('no warning if there is no reason for one', () => {
    const file = parse(roster({}));
    expect(file).toMatchObject({ ok: true, value: { rowCount: 1, notes: [] } });
  });
});
