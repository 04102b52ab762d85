/**
 * Two files for one period add up or replace by a stated choice. The answer and the dry run say how many entries
 * of how many people change, and their sums before and after. The same file is not added twice.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { previewRun } from '#operations/runs/preview-run.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { payslip, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany } from '../support/small-company.ts';
import { twoHourlyPeople } from '../support/two-hourly-people.ts';

let small: SmallCompany;
let periodId: number;
let end: () => Promise<void>;
beforeEach(async () => {
  ({ small, periodId, end } = await twoHourlyPeople());
});
afterEach(() => end());

interface How {
  readonly replace?: boolean;
  readonly replaceAll?: boolean;
  readonly add?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
  readonly fileName?: string;
}

const week = (rows: string, how: How = {}) =>
  importHours(small.world, {
    ...{ periodId, dryRun: false, ...how },
    bytes: Buffer.from(`employee_id,regular_hours,bonus\n${rows}\n`),
  });

const dated = (rows: readonly string[], how: How = {}) =>
  importInputs(small.world, {
    ...{ periodId, dryRun: false, ...how },
    bytes: Buffer.from(['employee_id,code,hours,amount,percent,worked_on', ...rows, ''].join('\n')),
  });

function codeOf(answered: Answer<unknown>): string {
  return answered.ok ? 'taken in' : answered.refusal.code;
}

/** Stored hours of W1 and W2, by day. */
async function stored(): Promise<readonly string[]> {
  const rows = await small.world.store.read(small, (at) =>
    rowsOf<{ line: string }>(
      at,
      sql`select concat_ws(' ', e.number, i.worked_on, quantity_micro / 1000000, amount_minor) as line
          from period_item i join employee e using (employee_id)
          where i.until_revision is null order by 1`,
    ),
  );
  return rows.map(({ line }) => line);
}

describe('a second file for the same period', () => {
  it('is refused if it would lower undated hours, and the refusal offers both choices with the sums', async () => {
    must(await week('W1,40,'));
    for (const dryRun of [true, false]) {
      const answered = await week('W1,38,', { dryRun });
      expect(answered).toMatchObject({
        ok: false,
        refusal: {
          code: 'would_replace',
          actions: [
            { action: 'ask_again', with: 'replace' },
            { action: 'ask_again', with: 'add' },
          ],
          facts: {
            wouldReplace: 1,
            sums: [
              { code: 'REGULAR', of: 'hours', entries: 1, people: 1, before: '40', after: '38' },
            ],
          },
        },
      });
    }
    expect(await stored()).toEqual(['W1 40']);
  });

  it('adds up with add: 78 hours and 1,560.00, told before and after', async () => {
    must(await week('W1,40,', { fileName: 'week-1.csv' }));
    const sums = [
      { code: 'REGULAR', of: 'hours', entries: 1, people: 1, before: '40', after: '78' },
    ];
    const tried = must(await week('W1,38,\nW2,12,', { add: true, dryRun: true }));
    expect(tried).toMatchObject({ added: 1, replaced: 1, sums, written: false });
    expect(await stored()).toEqual(['W1 40']);
    const done = must(await week('W1,38,\nW2,12,', { add: true }));
    expect(done).toMatchObject({ added: 1, replaced: 1, sums, written: true });
    expect(await stored()).toEqual(['W1 78', 'W2 12']);
    const { runId } = await run(small, periodId);
    expect((await payslip(small, { runId, number: 'W1' })).lines['REGULAR']).toBe('1560.00');
  });

  it('replaces with replace, and says how many entries of how many people, and the sums', async () => {
    must(await week('W1,40,100\nW2,40,'));
    expect(must(await week('W1,38,50\nW2,38,', { replace: true, dryRun: true }))).toMatchObject({
      replaced: 3,
      sums: [
        { code: 'REGULAR', of: 'hours', entries: 2, people: 2, before: '80', after: '76' },
        { code: 'BONUS', of: 'amount', entries: 1, people: 1, before: '100.00', after: '50.00' },
      ],
    });
  });

  it('with other days stands beside the first, so nothing is replaced', async () => {
    must(await dated(['W1,REGULAR,40,,,2026-11-06']));
    const second = must(await dated(['W1,REGULAR,38,,,2026-11-13']));
    expect(second).toMatchObject({ added: 1, replaced: 0, sums: [] });
    const preview = must(await previewRun(small.world, { periodId }));
    expect(preview.totals.grossMinor).toBe(156_000n);
  });
});

describe('a correction of a few hours as one row', () => {
  it('is refused without a choice, and leaves 86 of 80 and 6 with add', async () => {
    must(await week('W1,80,'));
    expect(codeOf(await week('W1,6,'))).toBe('would_replace');
    must(await week('W1,6,', { add: true }));
    expect(await stored()).toEqual(['W1 86']);
  });

  it('is added to the same day, and to a total although days are entered', async () => {
    must(await dated(['W1,REGULAR,8,,,2026-11-06']));
    must(await dated(['W1,REGULAR,2,,,2026-11-06'], { add: true }));
    must(await dated(['W1,REGULAR,6,,,'], { add: true }));
    expect(await stored()).toEqual(['W1 2026-11-06 10', 'W1 6']);
  });

  it('that has no sum with what is stored is refused with its row', async () => {
    must(await dated(['W1,REGULAR,8,,,2026-11-06']));
    const answered = await dated(['W2,BONUS,,10,,', 'W1,REGULAR,,50,,2026-11-06'], { add: true });
    expect(answered).toMatchObject({
      refusal: { issues: [{ pointer: 'row 3, column code', code: 'cannot_add' }] },
    });
    expect(await stored()).toEqual(['W1 2026-11-06 8']);
  });
});

describe('the same file twice with add', () => {
  it.each<[string, string]>([
    ['as it was', 'W1,40,\nW2,38.5,'],
    ['in another order', 'W2,38.5,\nW1,40,'],
    ['saved by a spreadsheet', 'W1,40.00,\r\nW2,38.50,\r'],
  ])('is refused %s, whether the first was added or not', async (_, again) => {
    must(await week('W1,40,\nW2,38.5,', { fileName: 'week-1.csv' }));
    for (const dryRun of [true, false]) {
      expect(await week(again, { add: true, dryRun })).toMatchObject({
        refusal: {
          code: 'same_file_added',
          facts: { fileName: 'week-1.csv' },
          actions: [{ action: 'ask_again', with: 'again' }, { action: 'list_inputs' }],
        },
      });
    }
    must(await week('W1,1,', { add: true }));
    expect(codeOf(await week('W1,1,', { add: true }))).toBe('same_file_added');
    expect(await stored()).toEqual(['W1 41', 'W2 38']);
  });

  it('is added again when a person says that it is another week with the same hours', async () => {
    must(await week('W1,40,\nW2,40,'));
    must(await week('W1,40,\nW2,40,', { add: true, again: true }));
    expect(await stored()).toEqual(['W1 80', 'W2 80']);
  });

  it('is no repetition in another period, or with other rows', async () => {
    must(await week('W1,40,'));
    must(await week('W1,40,\nW2,40,', { add: true }));
    periodId = await period(small, { from: '2026-11-16' });
    must(await week('W1,40,', { add: true }));
    expect(await stored()).toEqual(['W1 40', 'W1 80', 'W2 40']);
  });
});

it('of two files that are added at once, both count', async () => {
  must(await week('W1,10,'));
  const answers = await Promise.all([
    week('W1,1,', { add: true }),
    week('W1,2,', { add: true }),
    week('W1,3,', { add: true }),
  ]);
  expect(answers.map(codeOf)).toEqual(['taken in', 'taken in', 'taken in']);
  expect(await stored()).toEqual(['W1 16']);
});

it('of the same file that is added twice at once, one counts', async () => {
  must(await week('W1,10,'));
  const answers = await Promise.all([week('W1,7,', { add: true }), week('W1,7,', { add: true })]);
  expect(answers.map(codeOf).sort()).toEqual(['same_file_added', 'taken in']);
  expect(await stored()).toEqual(['W1 17']);
});
