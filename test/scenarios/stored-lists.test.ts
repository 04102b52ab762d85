/** What is stored can be listed by person, code, day, file and who entered it, page by page. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { listEntries, listRoster } from '#operations/people/list-stored.ts';
import { companyRow } from '../support/paid-periods.ts';
import { as, must, type SmallCompany } from '../support/small-company.ts';
import { hourlyRoster, twoHourlyPeople } from '../support/two-hourly-people.ts';

let small: SmallCompany;
let periodId: number;
let end: () => Promise<void>;
beforeEach(async () => {
  ({ small, periodId, end } = await twoHourlyPeople());
});
afterEach(() => end());

const first = { employee: null, after: null, limit: 100 };

async function imported(who: string, text: string, fileName?: string) {
  const ask = { periodId, bytes: Buffer.from(text), fileName, dryRun: false };
  const world = as(small.world, who);
  if (text.includes('regular_hours')) must(await importHours(world, ask));
  else must(await importInputs(world, ask));
}

const entries = async (more: object = {}) =>
  must(await listEntries(small.world, { ...first, periodId, only: 'all', ...more }));

it('entries are listed by person, code, day, file and who entered them, with sums', async () => {
  await imported('person:ada', 'employee_id,regular_hours,bonus\nW1,40,\nW2,38,75\n', 'week-1.csv');
  await imported(
    'person:bob',
    'employee_id,code,hours,worked_on\nW1,OVERTIME,2,2026-11-06\n',
    'extra.csv',
  );
  await imported('person:eve', 'employee_id,code,hours,worked_on\nW2,OVERTIME,1,2026-11-07\n');
  const at = Temporal.Instant.from('2026-11-01T12:00:00Z');
  const all = await entries();
  expect(all).toMatchObject({
    next: null,
    entries: [
      { employee: 'W1', code: 'REGULAR', hours: '40', file: 'week-1.csv', enteredBy: 'person:ada' },
      { employee: 'W1', code: 'OVERTIME', hours: '2', file: 'extra.csv', enteredBy: 'person:bob' },
      { employee: 'W2', code: 'REGULAR', hours: '38', enteredAt: at },
      { employee: 'W2', code: 'OVERTIME', hours: '1', file: null, enteredBy: 'person:eve' },
      { employee: 'W2', code: 'BONUS', hours: null, amountMinor: 7_500n, file: 'week-1.csv' },
    ],
    sums: [
      { code: 'REGULAR', entries: 2, people: 2, hours: '78', amountMinor: null },
      { code: 'OVERTIME', entries: 2, people: 2, hours: '3' },
      { code: 'BONUS', entries: 1, people: 1, hours: null, amountMinor: 7_500n },
    ],
  });
  expect(all.entries[1]?.workedOn?.toString()).toBe('2026-11-06');
  const hours = await entries({ only: 'hours', employee: 'W2' });
  expect(hours.entries.map(({ code }) => code)).toEqual(['REGULAR', 'OVERTIME']);
});

it('a replaced entry is listed once, with the file that replaced it', async () => {
  await imported('person:ada', 'employee_id,regular_hours\nW1,40\n', 'week-1.csv');
  const bytes = Buffer.from('employee_id,regular_hours\nW1,38\n');
  const ask = { periodId, bytes, fileName: 'week-2.csv', replace: true, dryRun: false };
  must(await importHours(as(small.world, 'person:bob'), ask));
  expect((await entries()).entries).toMatchObject([
    { hours: '38', file: 'week-2.csv', enteredBy: 'person:bob' },
  ]);
});

it('pages together show each entry once, as known when the first page was asked', async () => {
  await imported('person:ada', 'employee_id,regular_hours,overtime_hours\nW1,40,1\nW2,38,2\n');
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page = await entries({ after, limit: 1 });
    found.push(...page.entries.map((one) => `${one.employee} ${one.code} ${one.hours}`));
    if (after === null) {
      expect(page.sums).toHaveLength(2);
      const bytes = Buffer.from('employee_id,regular_hours,bonus\nW1,1,9\nW2,1,9\n');
      must(await importHours(small.world, { periodId, bytes, replace: true, dryRun: false }));
    } else expect(page.sums).toBe(null);
    after = page.next;
  } while (after !== null);
  expect(found).toEqual(['W1 REGULAR 40', 'W1 OVERTIME 1', 'W2 REGULAR 38', 'W2 OVERTIME 2']);
});

it('a place of another list, an unknown person and an unknown period are refused', async () => {
  const asked = { ...first, periodId, only: 'all' as const };
  for (const [more, code] of [
    [{ after: '1.2' }, 'wrong_place'],
    [{ after: "1.2.3.'" }, 'wrong_place'],
    [{ employee: 'W9' }, 'employee_unknown'],
    [{ periodId: 99 }, 'period_not_found'],
  ] as const) {
    expect(await listEntries(small.world, { ...asked, ...more })).toMatchObject({
      refusal: { code },
    });
  }
});

it('people are listed with their pay, the file and who entered them', async () => {
  const company = await companyRow(small);
  const bytes = Buffer.from(hourlyRoster.replace('25.00', '26.00'));
  const ask = { company, bytes, fileName: 'raises.csv', scheduleCode: null, dryRun: false };
  must(await importRoster(as(small.world, 'person:bob'), ask));
  const page = must(await listRoster(small.world, { ...first, company, limit: 1 }));
  expect(page.people).toMatchObject([
    { number: 'W1', name: 'Ben Oduya', hourlyRate: '20', file: null, enteredBy: 'person:test' },
  ]);
  const more = must(await listRoster(small.world, { ...first, company, after: page.next }));
  expect(more).toMatchObject({
    people: [{ number: 'W2', hourlyRate: '26', file: 'raises.csv', enteredBy: 'person:bob' }],
    next: null,
  });
});
