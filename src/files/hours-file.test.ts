import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { anybody } from './anybody.fixture.ts';
import { peopleOf } from './employee-cell.ts';
import { parseHoursFile } from './hours-file.ts';

const parse = (text: string, people = anybody) =>
  parseHoursFile(Buffer.from(text), { currency: USD, periodDays: 14, people });
const places = (text: string, people = anybody): readonly string[] => {
  const file = parse(text, people);
  if (file.ok) return [];
  return (file.refusal.issues ?? []).map(({ pointer, code }) => `${pointer}: ${code}`);
};
const header = 'employee_id,regular_hours,overtime_hours,bonus\n';

describe('an hours file', () => {
  it('becomes quantities and amounts for pay codes', () => {
    const file = parse(`${header}E1,80,3.25,\nE2,,,500\nE3,0,,\n`);
    if (!file.ok) throw new Error('refused');
    expect([...file.value.rows()]).toEqual([
      {
        rowNumber: 2,
        employeeNumber: 'E1',
        items: [
          { payCode: 'REGULAR', quantityMicro: 80_000_000n, amountMinor: null },
          { payCode: 'OVERTIME', quantityMicro: 3_250_000n, amountMinor: null },
        ],
      },
      {
        rowNumber: 3,
        employeeNumber: 'E2',
        items: [{ payCode: 'BONUS', quantityMicro: null, amountMinor: 50_000n }],
      },
      {
        rowNumber: 4,
        employeeNumber: 'E3',
        items: [{ payCode: 'REGULAR', quantityMicro: 0n, amountMinor: null }],
      },
    ]);
  });

  it.each([
    ['hours below zero', 'E1,-8,,', 'row 2, column regular_hours: negative'],
    ['hours that are a time', 'E1,8:30,,', 'row 2, column regular_hours: not_a_number'],
    ['one minute more than the period has', 'E1,330,6.016667,', 'row 2: hours_beyond_period'],
    ['an amount below zero', 'E1,,,-5', 'row 2, column bonus: negative'],
    ['a row that says nothing', 'E1,,,', 'row 2: missing_value'],
    ['nobody', ',8,,', 'row 2, column employee_id: missing_value'],
    ['the same employee twice', 'E1,8,,\nE1,9,,', 'row 3, column employee_id: employee_twice'],
  ])('with %s is refused', (_, rows, place) => {
    expect(places(header + rows)).toEqual([place]);
  });

  it('may use every hour of the period', () => {
    expect(places(`${header}E1,330,6,`)).toEqual([]);
  });

  it('needs at least one column in addition to the employee', () => {
    expect(places('employee_id\nE1\n')[0]).toMatch(/regular_hours.*: missing_column$/);
  });
});

describe('employees who are not on the roster', () => {
  it('are all named, together with every other fault', () => {
    const file = `${header}E1,8,,\nE2,8:30,,\nE3,8:30,,\n`;
    expect(places(file, peopleOf(new Set(['E2'])))).toEqual([
      'row 2, column employee_id: employee_unknown',
      'row 3, column regular_hours: not_a_number',
      'row 4, column employee_id: employee_unknown',
      'row 4, column regular_hours: not_a_number',
    ]);
  });
});
