/**
 * Orders that share a pay code are kept apart: each ends at its own balance, and each payee is owed the part of its own
 * orders. The amounts follow from two-salaries.ts by hand.
 *
 *   Ada  disposable earnings 3,500.00 − 698.13 = 2,801.87, of which 25 % are 700.46
 *   Bo   disposable earnings 2,000.00 − 309.15 = 1,690.85
 */
import { describe, expect, it } from 'vitest';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { listItems } from '#operations/people/list-dated.ts';
import { recomputePay } from '#operations/proof/recompute-pay.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, items, payslip, settings } from '../support/paid-periods.ts';
import { reversal, reversed } from '../support/reversed.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { paid, salaries } from '../support/two-salaries.ts';

const orders = `employee_id,code,amount,from,balance,reference,received,state,second_family,payee
ada,GARNISHMENT,300,2026-09-01,500,C-1,2026-08-01,TX,,Acme
ada,GARNISHMENT,500,2026-09-01,5000,C-2,2026-08-15,TX,,Bolt
bo,CHILD_SUPPORT,300,2026-09-01,,S-1,2026-08-01,TX,no,Texas SDU
bo,CHILD_SUPPORT,200,2026-09-01,,S-2,2026-08-02,CA,no,California SDU
`;

async function company(chunkSize: number): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  const how = chunkSize === 1 ? { chunkSize, setCompanies: 0 } : { chunkSize };
  const small = await smallCompany({
    url,
    now: '2026-09-01T12:00:00Z',
    roster: salaries,
    settings: how,
  });
  await settings(small, { secondEyes: 'none', heldPercentMax: 100 });
  await items(small, orders);
  return small;
}

const day = (text: string) => Temporal.PlainDate.from(text);

async function listed(small: SmallCompany, from: string, to = from) {
  const ask = { company: await companyRow(small), fromOn: day(from), toOn: day(to) };
  return must(await listLiabilities(small.world, ask));
}

async function leftOf(small: SmallCompany) {
  const rows = must(
    await listItems(small.world, { company: await companyRow(small), number: 'ada' }),
  );
  return rows.map(({ reference, leftMinor }) => [reference, leftMinor]);
}

const partsOf = ({ orders: all }: Awaited<ReturnType<typeof listed>>) =>
  all.map(({ employee, reference, payee, amountMinor }) => [
    ...[employee, reference, payee, amountMinor],
  ]);

async function same(small: SmallCompany, run: RunRow): Promise<void> {
  expect(await recomputePay(small.world, run)).toMatchObject({ differing: 0 });
}

describe.each([
  ['in one transaction', 100],
  ['by chunks', 1],
])('orders under one pay code, in runs %s,', (_, chunkSize) => {
  it('end at their own balances, and are owed to their own payees', async () => {
    const small = await company(chunkSize);
    const first = await paid(small, '2026-09-14', '2026-09-30');
    const list = await listed(small, '2026-09-30');
    expect(partsOf(list)).toEqual([
      ['ada', 'C-1', 'Acme', 300_00n],
      ['ada', 'C-2', 'Bolt', 400_46n],
      ['bo', 'S-1', 'Texas SDU', 300_00n],
      ['bo', 'S-2', 'California SDU', 200_00n],
    ]);
    // 42 U.S.C. 666(b)(6)(A)(i): seven business days after Wed 30 Sep 2026 is Fri 9 Oct 2026.
    expect(list.others.map(({ payee, dueOn }) => [payee, dueOn?.toString() ?? null])).toEqual([
      ...[
        ['Acme', null],
        ['Bolt', null],
      ],
      ...[
        ['Texas SDU', '2026-10-09'],
        ['California SDU', '2026-10-09'],
      ],
    ]);
    const second = await paid(small, '2026-09-28', '2026-10-14');
    // 200.00 are left of C-1, and 700.46 are allowed.
    const lines = await payslip(small, { runId: second.runId, number: 'ada' });
    expect(lines.lines).toMatchObject({ GARNISHMENT: '700.00' });
    expect(await leftOf(small)).toEqual([
      ['C-1', 0n],
      ['C-2', 5000_00n - 400_46n - 500_00n],
    ]);
    const third = await paid(small, '2026-10-12', '2026-10-28');
    expect(partsOf(await listed(small, '2026-10-28'))[0]).toEqual(['ada', 'C-2', 'Bolt', 500_00n]);
    for (const one of [first, second, third]) await same(small, one);
    const undone = await reversed({ small }, reversal(third.runId, ['ada']));
    await same(small, undone);
    expect(await leftOf(small)).toEqual([
      ['C-1', 0n],
      ['C-2', 5000_00n - 400_46n - 500_00n],
    ]);
    await expectSound(small.world);
    await small.close();
  });
});

describe('an item without the facts of an order', () => {
  it('cannot share its pay code with a balance', async () => {
    const small = await company(100);
    const plain =
      'employee_id,code,amount,from,balance,reference\nada,GARNISHMENT,10,2026-09-01,,X\n';
    await expect(items(small, plain)).rejects.toThrow('goal_shares_code');
    await small.close();
  });
});
