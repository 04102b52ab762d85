/** The example files are what their README says, and a user's first import works. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { peopleOf } from './employee-cell.ts';
import { parseHoursFile } from './hours-file.ts';
import { parseRosterFile } from './roster-file.ts';

function open(files: { roster: string; hours: string }) {
  const roster = parseRosterFile(readFileSync(`examples/${files.roster}`), {
    country: usFederal,
    currency: USD,
    schedules: new Set(),
  });
  if (!roster.ok) throw new Error(JSON.stringify(roster.refusal));
  const people = [...roster.value.rows()];
  const hours = parseHoursFile(readFileSync(`examples/${files.hours}`), {
    currency: USD,
    periodDays: 14,
    people: peopleOf(new Set(people.map(({ employeeNumber }) => employeeNumber))),
  });
  if (!hours.ok) throw new Error(JSON.stringify(hours.refusal));
  const worked = new Set([...hours.value.rows()].map(({ employeeNumber }) => employeeNumber));
  const withoutHours = people.filter(
    ({ payType, employeeNumber }) => payType === 'hourly' && !worked.has(employeeNumber),
  );
  return { people, notes: roster.value.notes, withoutHours };
}

describe('the bakery', () => {
  it('has ten people, one with a W-4 of 2019, and hours for everyone hourly who has started', () => {
    const { people, notes, withoutHours } = open({
      roster: 'harbour-bakery/roster.csv',
      hours: 'harbour-bakery/hours.csv',
    });
    expect(people.length).toBe(10);
    expect(notes).toEqual([]);
    expect(
      people.filter(({ taxForm }) => taxForm['allowances'] !== null).map(({ name }) => name),
    ).toEqual(['Lucille Beaumont']);
    expect(people.filter(({ endedOn }) => endedOn !== null).length).toBe(1);
    expect(withoutHours.map(({ employeeNumber }) => employeeNumber)).toEqual(['HB09']);
  });
});

describe('the city', () => {
  it('has 2,000 people, 561 hourly, three of them without hours', () => {
    const { people, notes, withoutHours } = open({
      roster: 'roster-2000.csv',
      hours: 'roster-2000-hours.csv',
    });
    expect(people.length).toBe(2_000);
    expect(people.filter(({ payType }) => payType === 'hourly').length).toBe(561);
    expect(notes.map(({ code }) => code)).toEqual([
      'shared_accounts',
      'bank_details_not_stored',
      'past_pay_not_stored',
    ]);
    expect(withoutHours.map(({ employeeNumber }) => employeeNumber)).toEqual([
      'E000084',
      'E000836',
      'E001698',
    ]);
  });
});
