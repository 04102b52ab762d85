/**
 * A quarter as CSV. Every line has the same columns. The first column says what a row is:
 *
 *   line        a line of a form
 *   day, month  the liability of a pay date or month, which the return states apart
 *   correction  of this quarter, by a reversal that was made later
 *   made_here   of an earlier quarter, by a reversal that was made in this one
 *   total       what the return states; the last row, so that a file without it is not whole
 */
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { csvText, defused } from '#text/csv-line.ts';
import { quarterName } from '#time/quarter.ts';
import type { Correction, QuarterLiabilities } from './quarter-liabilities.ts';

const columns = [
  ...['row', 'quarter', 'is_over', 'form', 'line', 'date', 'code', 'title', 'run_id'],
  ...['given_back', 'wages', 'amount', 'currency'],
] as const;

type Cells = Partial<Record<(typeof columns)[number], string>>;

export function quarterCsv(of: QuarterLiabilities): string {
  const { company, quarter, isOver } = of;
  const currency = currencyOf(company.currency);
  const amount = (minor: bigint | null) => (minor === null ? '' : formatAmount(minor, currency));
  const correction = (row: string, one: Correction): Cells => ({
    ...{ row, quarter: quarterName(one.quarter), date: one.payOn.toString(), code: one.code },
    ...{ title: defused(one.title), run_id: String(one.runId) },
    ...{ given_back: one.isGivenBack ? 'yes' : 'no', amount: amount(one.amountMinor) },
  });
  const rows: Cells[] = [
    ...of.lines.map(({ form, line, title, wagesMinor, amountMinor }) => ({
      ...{ row: 'line', form, line, title, wages: amount(wagesMinor), amount: amount(amountMinor) },
    })),
    ...of.days.map(({ payOn, amountMinor }) => ({
      ...{ row: 'day', date: payOn.toString(), amount: amount(amountMinor) },
    })),
    ...of.months.map(({ month, amountMinor }) => ({
      row: 'month',
      date: `${quarter.year}-${String(month).padStart(2, '0')}`,
      amount: amount(amountMinor),
    })),
    ...of.corrections.map((one) => correction('correction', one)),
    ...of.madeHere.map((one) => correction('made_here', one)),
    { row: 'total', amount: amount(of.statedMinor) },
  ];
  const name = quarterName(quarter);
  const common = { is_over: isOver ? 'yes' : 'no', currency: company.currency };
  const cells = rows.map((row): Cells => ({ quarter: name, ...row, ...common }));
  return csvText([columns, ...cells.map((row) => columns.map((column) => row[column] ?? ''))]);
}
