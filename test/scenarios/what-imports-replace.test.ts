/**
 * An import only adds rows by default. It lists each value that it would replace, and replaces it
 * only on request. Importing the same file again changes nothing.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { namedPayCodes } from '#operations/companies/pay-codes.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { companyRow, payslip, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany } from '../support/small-company.ts';
import { twoHourlyPeople } from '../support/two-hourly-people.ts';

let small: SmallCompany;
let periodId: number;
let end: () => Promise<void>;
beforeEach(async () => {
  ({ small, periodId, end } = await twoHourlyPeople());
});
afterEach(() => end());

const nameOf = namedPayCodes([]);

interface How {
  readonly replace?: boolean;
  readonly replaceAll?: boolean;
  readonly dryRun?: boolean;
}

function inputs(rows: readonly string[], how: How = {}) {
  const text = ['employee_id,code,hours,amount,job,worked_on', ...rows, ''].join('\n');
  return importInputs(small.world, {
    ...{ periodId, bytes: Buffer.from(text), replaceAll: false, dryRun: false },
    ...how,
  });
}

function hours(text: string, how: How = {}) {
  const bytes = Buffer.from(text);
  return importHours(small.world, { periodId, bytes, dryRun: false, ...how });
}

/** The period's current inputs, such as `W1 REGULAR 40 2026-11-06`. */
async function kept(): Promise<readonly string[]> {
  const { world, companyId } = small;
  const rows = await world.store.read({ companyId }, (at) =>
    rowsOf<{ number: string; code: number; amount: string; on: string | null }>(
      at,
      sql`select e.number, i.pay_code_id as code, i.worked_on::text as on,
            coalesce((i.quantity_micro / 1000000)::text, (i.amount_minor / 100)::text || '.00') as amount
          from period_item i join employee e using (employee_id)
          where i.until_revision is null
          order by e.number, i.pay_code_id, i.worked_on nulls first, i.part`,
    ),
  );
  return rows.map(({ number, code, amount, on }) =>
    [number, nameOf(code)?.code ?? '', amount, on ?? ''].join(' ').trim(),
  );
}

async function trace(): Promise<unknown> {
  const { world, companyId } = small;
  return world.store.read({ companyId }, (at) =>
    rowsOf(
      at,
      sql`select (select input_revision from company where company_id = ${companyId}) as revision,
            (select count(*)::int from audit_event) as audit`,
    ),
  );
}

function refusedAs(answered: Answer<unknown>): readonly string[] {
  if (answered.ok) return ['taken in'];
  const { family, code, issues = [] } = answered.refusal;
  return [`${family}: ${code}`, ...issues.map((one) => `${one.pointer}: ${one.code}`)];
}

describe('a second file of a period', () => {
  it('with rows of other days adds to the first, and both are paid', async () => {
    must(await inputs(['W1,REGULAR,40,,,2026-11-06']));
    const second = must(await inputs(['W1,REGULAR,38,,,2026-11-13', 'W2,REGULAR,1,,,2026-11-13']));
    expect(second).toMatchObject({ added: 2, replaced: 0, removed: 0, unchanged: 0, changes: [] });
    const { runId } = await run(small, periodId);
    expect((await payslip(small, { runId, number: 'W1' })).lines['REGULAR']).toBe('1560.00');
  });

  it('removes no pay code that it does not name: a correction stays, in either order', async () => {
    const correction = () => inputs(['W1,REGULAR,,-200,,2026-11-03', 'W1,BONUS,,75,,']);
    const sheet = 'employee_id,regular_hours,overtime_hours,bonus\nW1,80,,\nW2,80,4,\n';
    must(await correction());
    must(await hours(sheet));
    const both = await kept();
    expect(both).toHaveLength(5);
    expect(refusedAs(await hours('employee_id,bonus\nW1,80\n'))).toEqual([
      'conflict: would_replace',
      'row 2, column bonus: differs_from_known',
    ]);
    const other = await period(small, { from: '2026-11-16' });
    const first = periodId;
    periodId = other;
    must(await hours(sheet));
    must(await inputs(['W1,REGULAR,,-200,,2026-11-16', 'W1,BONUS,,75,,']));
    periodId = first;
    expect(await kept()).toHaveLength(10);
  });

  it('that contradicts stored rows is refused row by row, and nothing is written', async () => {
    must(await hours('employee_id,regular_hours,bonus\nW1,40,\nW2,40,100\n'));
    const before = [await kept(), await trace()];
    const second = 'employee_id,regular_hours,bonus\nW1,38,\nW2,40,50\n';
    for (const dryRun of [true, false]) {
      const answered = await hours(second, { dryRun });
      expect(refusedAs(answered)).toEqual([
        'conflict: would_replace',
        'row 2, column regular_hours: differs_from_known',
        'row 3, column bonus: differs_from_known',
      ]);
      expect(answered).toMatchObject({
        refusal: {
          issues: [
            { message: expect.stringMatching(/^REGULAR of W1 .*\b40\b.*\b38\b/) },
            { message: expect.stringMatching(/^BONUS of W2 .*\b100\.00\b.*\b50\.00\b/) },
          ],
        },
      });
    }
    expect([await kept(), await trace()]).toEqual(before);
    const changes = [
      { row: 2, employee: 'W1', about: 'REGULAR', before: { hours: '40' }, after: { hours: '38' } },
      {
        ...{ row: 3, employee: 'W2', about: 'BONUS' },
        ...{ before: { amount: '100.00' }, after: { amount: '50.00' } },
      },
    ];
    const counts = { added: 0, replaced: 2, removed: 0, unchanged: 1, changes };
    const tried = must(await hours(second, { replace: true, dryRun: true }));
    expect(tried).toMatchObject({ ...counts, written: false });
    expect([await kept(), await trace()]).toEqual(before);
    expect(must(await hours(second, { replace: true }))).toMatchObject({
      ...counts,
      written: true,
    });
    expect(await kept()).toEqual(['W1 REGULAR 38', 'W2 REGULAR 40', 'W2 BONUS 50.00']);
  });

  it('imported twice changes nothing, and says so', async () => {
    const sheet = 'employee_id,regular_hours,bonus\nW1,40,\nW2,40,100\n';
    const days = ['W1,OVERTIME,2,,,2026-11-06', 'W2,OVERTIME,2,,,2026-11-07'];
    must(await hours(sheet));
    must(await inputs(days));
    const before = [await kept(), await trace()];
    const none = { added: 0, replaced: 0, removed: 0, changes: [], written: false };
    expect(must(await hours(sheet))).toMatchObject({ ...none, unchanged: 3 });
    expect(must(await inputs(days))).toMatchObject({ ...none, unchanged: 2 });
    expect([await kept(), await trace()]).toEqual(before);
  });
});

describe('a total without a day next to daily rows of the same pay code', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    [
      'is refused, and takes the place of the days when told',
      ['W1,REGULAR,40,,,2026-11-06', 'W1,REGULAR,8,,,2026-11-09'],
      ['W1,REGULAR,80,,,'],
      ['row 2, column worked_on: total_beside_days'],
      ['W1 REGULAR 80'],
    ],
    [
      'stays, unless the days are to take its place',
      ['W1,REGULAR,80,,,', 'W2,REGULAR,80,,,'],
      ['W1,REGULAR,40,,,2026-11-06', 'W1,REGULAR,38,,,2026-11-13'],
      ['row 2, column worked_on: days_beside_total'],
      ['W1 REGULAR 40 2026-11-06', 'W1 REGULAR 38 2026-11-13', 'W2 REGULAR 80'],
    ],
  ])('%s', async (_, first, second, issues, after) => {
    must(await inputs(first));
    expect(refusedAs(await inputs(second))).toEqual(['conflict: would_replace', ...issues]);
    const done = must(await inputs(second, { replace: true }));
    expect(done).toMatchObject({
      added: second.length,
      removed: first.length - after.length + second.length,
    });
    expect(await kept()).toEqual(after);
  });

  it('is accepted if it is a correction, or for another job', async () => {
    const text = 'employee_id,job,from,pay_type,hourly_rate\nW1,guard,2026-01-01,hourly,18\n';
    const company = await companyRow(small);
    const file = { company, bytes: Buffer.from(text), replaceAll: false, dryRun: false };
    must(await importTerms(small.world, file));
    must(await inputs(['W1,REGULAR,40,,,2026-11-06']));
    must(await inputs(['W1,REGULAR,4,,guard,']));
    must(await inputs(['W1,REGULAR,,-20,,']));
    expect(await kept()).toHaveLength(3);
  });
});

describe('the same hours at another rate', () => {
  const rated = (rows: readonly string[], how: How = {}) => {
    const text = ['employee_id,code,hours,rate,worked_on', ...rows, ''].join('\n');
    const file = { periodId, bytes: Buffer.from(text), replaceAll: false, dryRun: false };
    return importInputs(small.world, { ...file, ...how });
  };

  it.each([
    ['written out', ['W1,REGULAR,8,,2026-11-06'], ['W1,REGULAR,8,20.00,2026-11-06']],
    ['corrected', ['W1,REGULAR,8,21,2026-11-06'], ['W1,REGULAR,8,22,2026-11-06']],
    ['of a total', ['W1,REGULAR,80,,'], ['W1,REGULAR,80,21,']],
  ])('is refused, and replaces them on request: %s', async (_, first, second) => {
    must(await rated(first));
    const before = await kept();
    expect(refusedAs(await rated(second))).toEqual([
      'conflict: would_replace',
      'row 2, column rate: other_rate',
    ]);
    expect(await kept()).toEqual(before);
    expect(must(await rated(second, { replace: true }))).toMatchObject({ added: 1, removed: 1 });
    expect(await kept()).toEqual(before);
    expect(must(await rated(second))).toMatchObject({ added: 0, unchanged: 1 });
  });

  it('is accepted in one file, and when the first file is imported again', async () => {
    const [first, second] = ['W1,REGULAR,4,,2026-11-06', 'W1,REGULAR,4,22,2026-11-06'];
    must(await rated([first]));
    must(await rated([first, second]));
    expect(must(await rated([first]))).toMatchObject({ added: 0, unchanged: 1 });
    expect(must(await rated([second]))).toMatchObject({ added: 0, unchanged: 1 });
    must(await rated(['W1,REGULAR,3,23,2026-11-06', 'W1,REGULAR,4,22,2026-11-09']));
    expect(await kept()).toHaveLength(4);
  });
});

describe('removal', () => {
  it('happens with --replace-all: people in the file keep only what is in it', async () => {
    must(await inputs(['W1,REGULAR,40,,,2026-11-06', 'W1,BONUS,,75,,', 'W2,BONUS,,80,,']));
    const tried = must(
      await inputs(['W1,REGULAR,40,,,2026-11-06'], { replaceAll: true, dryRun: true }),
    );
    const gone = {
      row: 2,
      employee: 'W1',
      about: 'BONUS',
      before: { amount: '75.00' },
      after: null,
    };
    expect(tried).toMatchObject({ added: 0, removed: 1, unchanged: 1, changes: [gone] });
    expect(await kept()).toHaveLength(3);
    must(await inputs(['W1,REGULAR,40,,,2026-11-06'], { replaceAll: true }));
    expect(await kept()).toEqual(['W1 REGULAR 40 2026-11-06', 'W2 BONUS 80.00']);
  });
});

it('two files of different weeks that are imported at once are both stored', async () => {
  const answers = await Promise.all([
    inputs(['W1,REGULAR,40,,,2026-11-06']),
    inputs(['W1,REGULAR,38,,,2026-11-13']),
  ]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
  expect(await kept()).toEqual(['W1 REGULAR 40 2026-11-06', 'W1 REGULAR 38 2026-11-13']);
});

it('of two contradictory files that are imported at once, one is stored and the other is refused', async () => {
  const answers = await Promise.all([
    inputs(['W1,REGULAR,40,,,2026-11-06']),
    inputs(['W1,REGULAR,38,,,2026-11-06']),
  ]);
  expect(answers.map((one) => refusedAs(one)[0]).sort()).toEqual([
    'conflict: would_replace',
    'taken in',
  ]);
});

describe('an import of dated inputs', () => {
  const dated = async (text: string, how: How = {}) => {
    const company = await companyRow(small);
    return { company, bytes: Buffer.from(text), replaceAll: false, dryRun: false, ...how };
  };
  const raise = (pay: string) =>
    `employee_id,from,pay_type,hourly_rate\nW1,2026-11-09,hourly,${pay}\n`;
  const fee = (amount: string, from = '2026-11-01') =>
    `employee_id,code,amount,from\nW1,POST_TAX,${amount},${from}\n`;

  it('refuses a row that would replace a different one, and lists it with --replace', async () => {
    must(await importTerms(small.world, await dated(raise('22'))));
    must(await importItems(small.world, await dated(fee('10'))));
    expect(refusedAs(await importTerms(small.world, await dated(raise('23'))))).toEqual([
      'conflict: would_replace',
      'row 2, column hourly_rate: differs_from_known',
    ]);
    expect(refusedAs(await importItems(small.world, await dated(fee('12'))))).toEqual([
      'conflict: would_replace',
      'row 2, column amount: differs_from_known',
    ]);
    const how = { replace: true };
    expect(must(await importTerms(small.world, await dated(raise('23'), how)))).toMatchObject({
      replaced: 1,
      changes: [
        {
          about: 'terms from 2026-11-09',
          before: { hourly_rate: '22' },
          after: { hourly_rate: '23' },
        },
      ],
    });
    expect(must(await importItems(small.world, await dated(fee('12'), how)))).toMatchObject({
      replaced: 1,
      changes: [
        {
          ...{ row: 2, employee: 'W1', about: 'POST_TAX from 2026-11-01' },
          ...{ before: { amount: '10.00' }, after: { amount: '12.00' } },
        },
      ],
    });
  });

  it('lists row by row what --replace-all removes', async () => {
    must(await importItems(small.world, await dated(fee('10'))));
    const ask = await dated(fee('12', '2026-12-01'), { replaceAll: true, dryRun: true });
    expect(must(await importItems(small.world, ask))).toMatchObject({
      ...{ added: 1, replaced: 0, removed: 1, written: false },
      changes: [{ about: 'POST_TAX from 2026-11-01', before: { amount: '10.00' }, after: null }],
    });
  });
});

describe('an import of a roster or of opening balances', () => {
  it('lists every value that changes, old and new', async () => {
    const company = await companyRow(small);
    const ask = { company, dryRun: true };
    const text = `employee_id,name,pay_type,hourly_rate,filing_status,hire_date,k401_pct
W1,Ben Oduya,hourly,21.50,mfj,2025-01-06,5
W2,Ann Lee,hourly,25.00,single,2025-01-06,
`;
    const taken = await importRoster(small.world, {
      ...{ ...ask, dryRun: false, bytes: Buffer.from(text), scheduleCode: null },
    });
    expect(must(taken)).toMatchObject({
      ...{ added: 0, changed: 1, unchanged: 1 },
      changes: [
        {
          ...{ row: 2, employee: 'W1', about: 'roster' },
          before: { hourly_rate: '20', filing_status: 'single' },
          after: { hourly_rate: '21.5', filing_status: 'mfj' },
        },
      ],
    });
    const without = await importRoster(small.world, {
      ...{ ...ask, bytes: Buffer.from(text.replace(',5\n', ',\n')), scheduleCode: null },
    });
    expect(must(without)).toMatchObject({
      changed: 1,
      changes: [{ employee: 'W1', about: '401K', before: { percent: '5' }, after: null }],
    });
  });

  it('lists an opening balance that changes, old and new', async () => {
    const company = await companyRow(small);
    const balances = (amount: string) => ({
      ...{ company, dryRun: false },
      bytes: Buffer.from(
        `employee_id,year,tax,taxable_wages,withheld\nW1,2026,SS,1000,${amount}\n`,
      ),
    });
    must(await importBalances(small.world, balances('62')));
    expect(must(await importBalances(small.world, balances('62')))).toMatchObject({
      ...{ added: 0, replaced: 0, written: false, changes: [] },
    });
    expect(must(await importBalances(small.world, balances('63')))).toMatchObject({
      ...{ added: 0, replaced: 1 },
      changes: [
        { row: 2, employee: 'W1', before: { amount: '62.00' }, after: { amount: '63.00' } },
      ],
    });
  });
});
