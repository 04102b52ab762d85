/** Rows of a roster with the bank account of another row. */
import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { parseRosterFile } from './roster-file.ts';

const routing = '021000021';
const columns = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date';

interface Person {
  readonly number: string;
  readonly account: string;
  readonly routing?: string;
}

function fileOf(
  people: readonly Person[],
  bank: readonly string[] = ['routing', 'account'],
): Buffer {
  const rows = people.map(({ number, account, routing: given = account === '' ? '' : routing }) => {
    const cells: Readonly<Record<string, string>> = { account, routing: given };
    return `${number},Ada Lovelace,salary,52000,single,2020-01-06,${bank.map((name) => cells[name] ?? '').join(',')}`;
  });
  return Buffer.from([`${columns},${bank.join(',')}`, ...rows, ''].join('\n'));
}

function parse(bytes: Buffer, allowSharedAccounts = false) {
  const asked = { currency: USD, country: usFederal, schedules: new Set<string>() };
  const file = parseRosterFile(bytes, { ...asked, allowSharedAccounts });
  if (!file.ok) return { refusal: file.refusal, shared: [] };
  const notes = file.value.notes.filter(({ code }) => code === 'shared_accounts');
  return { refusal: null, shared: notes.map(({ facts }) => facts) };
}

const many = (count: number): readonly Person[] =>
  Array.from({ length: count }, (_, at) => ({ number: `E${at + 1}`, account: `${1000 + at}` }));
const copied = [...many(3), { number: 'E9', account: '1001' }];

describe('the same bank account twice in a roster', () => {
  it.each([
    ['columns next to each other', fileOf(copied)],
    ['columns apart', fileOf(copied, ['account', 'end_date', 'routing'])],
    ['a quoted cell', Buffer.from(fileOf(copied).toString().replace(',1001\n', ',"1001"\n'))],
    [
      'blanks around it',
      Buffer.from(
        fileOf(copied)
          .toString()
          .replace(/,1001\n$/, ', 1001 \n'),
      ),
    ],
  ])('is refused with %s', (_, bytes) => {
    const { refusal } = parse(bytes);
    expect(refusal?.issues?.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['row 5, column account', 'shared_account'],
    ]);
    expect(refusal?.actions).toEqual([{ action: 'ask_again', with: 'allow_shared_accounts' }]);
    expect(JSON.stringify(refusal)).not.toContain('1001');
  });

  it('is a note when it is meant', () => {
    expect(parse(fileOf(copied), true).shared).toEqual([
      { count: 1, rows: [{ row: 5, first: 3 }] },
    ]);
  });

  it('is a note when it is one account of more than twenty', () => {
    const twentyOne = [...many(20), { number: 'E99', account: '1003' }];
    expect(parse(fileOf(twentyOne)).shared).toEqual([{ count: 1, rows: [{ row: 22, first: 5 }] }]);
    expect(parse(fileOf(twentyOne.slice(1))).refusal?.code).toBe('file_refused');
  });

  it('is another account at another bank, and no account at all is none', () => {
    const other = { number: 'E9', account: '1001', routing: '111000025' };
    const none = [...many(2), { number: 'E7', account: '' }, { number: 'E8', account: '' }];
    for (const people of [[...many(3), other], none]) {
      expect(parse(fileOf(people))).toEqual({ refusal: null, shared: [] });
    }
  });
});
