/**
 * Liabilities as CSV. Every line has the same columns, as in a register. The first column says what a row is:
 *
 *   deposit     what is paid to the authority on one due date
 *   tax         a tax of one pay date, part of a deposit
 *   other       a deduction or contribution that somebody else gets
 *   order       what one court order got from one person, part of a row `other`
 *   carried     tax that may wait for the next quarter
 *   left_over   reversed tax that no later pay date of its quarter used up
 *   adjustment  reversed tax of an earlier quarter; it lowers no deposit
 *   total       the sum of the rows `tax`; the last row, so that a file without it is not whole
 *
 * Add up rows of one kind only: a deposit is the sum of its taxes.
 */
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { csvText, defused } from '#text/csv-line.ts';
import { quarterName } from '#time/quarter.ts';
import type { Liabilities } from './list-liabilities.ts';
import type { OwedToOther } from './owed-to-others.ts';

const columns = [
  ...['row', 'pay_date', 'due_date', 'payee', 'form', 'quarter', 'code', 'title', 'rule'],
  ...['holidays', 'is_final', 'run_id', 'employee_id', 'name', 'reference', 'amount', 'currency'],
] as const;

type Cells = Partial<Record<(typeof columns)[number], string>>;

export function liabilitiesCsv(list: Liabilities): string {
  const { company, payee } = list;
  const currency = currencyOf(company.currency);
  const amount = (minor: bigint) => formatAmount(minor, currency);
  const rows: Cells[] = [
    ...list.deposits.map((one) => ({
      ...{ row: 'deposit', pay_date: one.payOns.join(' '), payee, form: one.form },
      ...{ due_date: one.dueOn?.toString() ?? '', quarter: quarterName(one.quarter) },
      ...{ rule: one.rule, holidays: one.holidays, is_final: one.isFinal ? 'yes' : 'no' },
      amount: amount(one.amountMinor),
    })),
    ...list.taxes.map((one) => ({
      ...{ row: 'tax', pay_date: one.payOn.toString(), payee, form: one.form ?? '' },
      ...{ due_date: one.dueOn?.toString() ?? '', code: one.code, title: defused(one.title) },
      ...{ rule: one.rule ?? '', holidays: one.holidays ?? '', amount: amount(one.amountMinor) },
    })),
    ...list.others.map((one) => ({ row: 'other', ...toOther(one) })),
    ...list.orders.map((one) => ({
      ...{ row: 'order', ...toOther(one), run_id: String(one.runId) },
      ...{ employee_id: defused(one.employee), name: defused(one.name) },
      reference: defused(one.reference ?? ''),
    })),
    ...list.carried.map((one) => ({ row: 'carried', ...ofQuarter(one) })),
    ...list.leftOver.map((one) => ({ row: 'left_over', ...ofQuarter(one) })),
    ...list.adjustments.map((one) => ({
      ...{ row: 'adjustment', pay_date: one.payOn.toString(), payee, code: one.code },
      ...{
        quarter: quarterName(one.quarter),
        run_id: String(one.runId),
        title: defused(one.title),
      },
      rule: one.isGivenBack ? 'given_back' : 'not_given_back',
      amount: amount(one.amountMinor),
    })),
    { row: 'total', amount: amount(list.taxes.reduce((all, one) => all + one.amountMinor, 0n)) },
  ];
  const cells = rows.map((row) => ({ ...row, currency: company.currency }));
  return csvText([columns, ...cells.map((row: Cells) => columns.map((name) => row[name] ?? ''))]);

  function toOther(one: OwedToOther): Cells {
    return {
      ...{ pay_date: one.payOn.toString(), payee: defused(one.payee ?? '') },
      ...{ due_date: one.dueOn?.toString() ?? '', holidays: one.holidays ?? '' },
      ...{ code: one.code, title: defused(one.title), amount: amount(one.amountMinor) },
    };
  }

  function ofQuarter(one: Liabilities['carried'][number]): Cells {
    return { payee, form: one.form, quarter: quarterName(one), amount: amount(one.amountMinor) };
  }
}
