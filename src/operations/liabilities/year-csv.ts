/**
 * A year as CSV. Every line has the same columns: a column for each box of a person's statement.
 *
 *   person      one row for each person who was paid in the year
 *   line        a line of the yearly form, with its wages and amount
 *   correction  of this year, by a reversal that a later year made
 *   total       the sums of the boxes; the last row, so that a file without it is not whole
 */
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { csvText, defused } from '#text/csv-line.ts';
import type { YearLiabilities, YearPerson } from './year-liabilities.ts';

interface YearCsv {
  readonly begin: string;
  rows(people: readonly YearPerson[]): string;
  end(totals: readonly bigint[]): string;
}

const before = ['row', 'year', 'is_over', 'employee_id', 'name', 'payslips', 'with_balances'];
const after = [
  'form',
  'line',
  'code',
  'title',
  'run_id',
  'given_back',
  'wages',
  'amount',
  'currency',
];

export function yearCsv(head: YearLiabilities): YearCsv {
  const { company, year, isOver, boxes } = head;
  const currency = currencyOf(company.currency);
  const amount = (minor: bigint | null) => (minor === null ? '' : formatAmount(minor, currency));
  const begin = (row: string) => [row, String(year), isOver ? 'yes' : 'no'];
  const noBoxes = boxes.map(() => '');
  const nobody = ['', '', '', ''];
  const noLine = ['', '', '', '', '', '', '', ''];
  const lines = [
    ...head.lines.map(({ form, line, title, wagesMinor, amountMinor }) => [
      ...[form, line, '', title, '', '', amount(wagesMinor), amount(amountMinor)],
    ]),
  ];
  const corrections = head.corrections.map((one) => [
    ...['', '', one.code, defused(one.title), String(one.runId), one.isGivenBack ? 'yes' : 'no'],
    ...['', amount(one.amountMinor)],
  ]);
  const rowOf = (row: string, cells: readonly string[]) => [
    ...[...begin(row), ...nobody, ...noBoxes, ...cells, company.currency],
  ];
  return {
    begin: csvText([[...before, ...boxes.map(({ box }) => boxColumn(box)), ...after]]),
    rows: (people) =>
      csvText(
        people.map(({ number, name, payslips, hasBalances, amounts }) => [
          ...[...begin('person'), defused(number), defused(name), String(payslips)],
          ...[hasBalances ? 'yes' : 'no', ...amounts.map(amount), ...noLine, company.currency],
        ]),
      ),
    end: (totals) =>
      csvText([
        ...lines.map((cells) => rowOf('line', cells)),
        ...corrections.map((cells) => rowOf('correction', cells)),
        [...begin('total'), ...nobody, ...totals.map(amount), ...noLine, company.currency],
      ]),
  };
}

/** `box_1`, `box_12_d` */
function boxColumn(box: string): string {
  return `box_${box.toLowerCase().replaceAll(' ', '_')}`;
}
