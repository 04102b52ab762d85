import { describe, expect, it } from 'vitest';
import { parseNetPaysFile } from '#files/net-pays-file.ts';
import { USD } from '#money/minor.ts';
import { peopleThere } from './people-there.ts';

const here = {
  numbers: new Map([
    ['00417', 1],
    ['00418', 2],
    ['00420', 3],
    ['00421', 4],
  ]),
  named: [
    { employeeId: 1, name: 'Zoe Lacroix' },
    { employeeId: 2, name: 'José Núñez' },
    { employeeId: 3, name: 'Maria Lopez' },
    { employeeId: 4, name: 'Maria Lopez' },
  ],
};

function found(text: string) {
  const isKnown = (number: string) => here.numbers.has(number);
  const file = parseNetPaysFile(Buffer.from(text), { currency: USD, named: [], isKnown });
  if (!file.ok) throw new Error(JSON.stringify(file.refusal));
  const { people, notes, issues } = peopleThere(file.value.rows(), here);
  return {
    people: people.map(({ employeeId, amounts }) => [employeeId, amounts.get('net')]),
    notes: notes.map(({ code, facts }) => [code, facts]),
    issues: issues.map(({ pointer, code }) => [pointer, code]),
  };
}

describe('the people of a file of another payroll', () => {
  it('are found by numbers without zeros, under the headers of an export, with thousands', () => {
    const text =
      'sep=,\nFile #,Associate,Check Net,\n417,"Lacroix, Zoe","1,234.50",\n418,Jose Nunez,"$2,034.11",\n';
    expect(found(text)).toEqual({
      people: [
        [1, 123_450n],
        [2, 203_411n],
      ],
      notes: [['written_otherwise', { people: ['417', '418'] }]],
      issues: [],
    });
  });

  it('are not guessed where several people have the name, and the rows are named', () => {
    const text =
      'employee_id,name,net\n,Maria Lopez,1.00\n00418,Jose Nunez,2.00\n,maria  lópez,3.00\n';
    expect(found(text).issues).toEqual([
      ['row 2', 'name_unclear'],
      ['row 4', 'name_unclear'],
    ]);
  });

  it('are told if a number has quite another name here', () => {
    const text =
      'employee_id,name,net\n00417,Z. Lacroix-Webb,1.00\n00418,Zoe Lacroix,2.00\n00420,Maria Lopez,3.00\n';
    expect(found(text).notes).toEqual([
      ['other_names', { people: ['00418 (Zoe Lacroix there, José Núñez here)'] }],
    ]);
  });

  it('may be unknown here, and stay apart from each other', () => {
    const text = 'employee_id,name,net\n00999,New Hire,1.00\n00998,New Hire,2.00\n';
    expect(found(text)).toMatchObject({
      people: [
        [null, 100n],
        [null, 200n],
      ],
      notes: [],
      issues: [],
    });
  });
});
