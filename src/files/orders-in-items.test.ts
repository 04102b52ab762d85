import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { builtInPayCodes } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import { standardPack } from '#payslip/taxes/tax-packs.ts';
import { peopleOf } from './employee-cell.ts';
import { parseItemsFile } from './items-file.ts';

const compiled = compilePayCodes(builtInPayCodes(standardPack), { taxes: standardPack });
if (!compiled.ok) throw new Error('the pay codes compile');

const columns = [
  ...['employee_id', 'code', 'amount', 'percent', 'from', 'balance', 'reference'],
  ...['received', 'state', 'arrears', 'second_family', 'fee', 'levy_status', 'exempt', 'payee'],
  'judgment',
] as const;

type Cells = Partial<Record<(typeof columns)[number], string>>;

function parse(...rows: readonly Cells[]) {
  const filled = rows.map((row) => ({ employee_id: 'E1', from: '2026-01-01', ...row }) as Cells);
  const lines = [columns, ...filled.map((row) => columns.map((column) => row[column] ?? ''))];
  const bytes = Buffer.from(lines.map((line) => line.join(',')).join('\n'));
  if (!compiled.ok) throw new Error('the pay codes compile');
  return parseItemsFile(bytes, {
    currency: USD,
    codes: compiled.value,
    people: peopleOf(new Map([['E1', 1]])),
    orders: standardPack.orders,
  });
}

function placesIn(...rows: readonly Cells[]): readonly string[] {
  const parsed = parse(...rows);
  const issues = parsed.ok ? [] : (parsed.refusal.issues ?? []);
  return issues.map(({ pointer, code }) => `${pointer}: ${code}`);
}

const support = { code: 'CHILD_SUPPORT', amount: '150', received: '2026-01-05', state: 'tx' };
const levy = { code: 'TAX_LEVY', received: '2026-01-05' };

describe('a row of an items file', () => {
  it('is a court order with its facts; the pay code says which kind', () => {
    const parsed = parse(
      { ...support, reference: 'TX-1', arrears: '20', second_family: 'no', fee: '5' },
      { ...levy, levy_status: 'HOH', exempt: '400' },
      { code: 'STUDENT_LOAN', percent: '15', received: '2026-01-05', payee: 'ED' },
    );
    const rows = parsed.ok ? [...parsed.value.rows()] : [];
    expect(rows.map(({ orderFacts }) => orderFacts)).toMatchObject([
      {
        kind: 'support',
        receivedOn: '2026-01-05',
        state: 'TX',
        reference: 'TX-1',
        arrearsMinor: 2_000n,
        hasSecondFamily: false,
        feeMinor: 500n,
      },
      { kind: 'tax_levy', levyStatus: 'hoh', exemptMinor: 40_000n },
      { kind: 'student_loan', payee: 'ED' },
    ]);
  });

  it('without facts is an item as before', () => {
    const parsed = parse({ code: 'GARNISHMENT', amount: '50' }, { code: 'LOAN', amount: '5' });
    const rows = parsed.ok ? [...parsed.value.rows()] : [];
    expect(rows.map(({ orderFacts }) => orderFacts)).toEqual([null, null]);
  });

  it.each<[string, Cells, readonly string[]]>([
    ['a levy without a day', { ...levy, received: '' }, ['row 2, column received: missing_value']],
    ['a levy with an amount', { ...levy, amount: '5' }, ['row 2, column amount: not_for_kind']],
    ['support without a state', { ...support, state: '' }, ['row 2, column state: missing_state']],
    [
      'an amount and a percentage',
      { ...support, percent: '5' },
      ['row 2, column percent: two_values'],
    ],
    ['no amount', { ...support, amount: '' }, ['row 2, column amount: missing_amount']],
    ['no amount and no facts', { code: 'GARNISHMENT' }, ['row 2, column percent: missing_value']],
    [
      'facts of an order on a loan',
      { code: 'LOAN', amount: '5', received: '2026-01-05' },
      ['row 2, column received: not_for_pay_code'],
    ],
    [
      'a day that is none',
      { ...support, received: '2026-02-30' },
      ['row 2, column received: date_impossible'],
    ],
    [
      'several faults at once',
      { ...support, state: 'XX', fee: '-1', exempt: '9' },
      [
        ...['row 2, column fee: negative', 'row 2, column exempt: not_for_kind'],
        'row 2, column state: unknown_state',
      ],
    ],
    [
      'a judgment after the order',
      { ...support, judgment: '2026-01-06' },
      ['row 2, column judgment: judgment_after_order'],
    ],
    [
      'a balance of support',
      { ...support, balance: '900' },
      ['row 2, column balance: not_for_kind'],
    ],
  ])('is refused with %s', (_, cells, places) => {
    expect(placesIn(cells)).toEqual(places);
  });

  it('is refused with the case number of another row of one pay code and day, but of no other pay code', () => {
    const one = { ...support, reference: 'TX-1' };
    expect(placesIn(one, { ...one, amount: '90' })).toEqual(['row 3, column code: item_twice']);
    const debt = { code: 'GARNISHMENT', percent: '25', received: '2026-01-05', state: 'TX' };
    expect(placesIn(one, { ...debt, reference: 'TX-1' })).toEqual([]);
  });
});
