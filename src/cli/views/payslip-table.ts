/** Shows a payslip as a table: its lines, then gross and net. */

import type { Page } from '#cli/output.ts';
import { amountInWords } from './amounts.ts';

interface PayslipView {
  readonly currency: string;
  readonly lines: readonly {
    readonly title: string;
    readonly kind: string;
    readonly amountMinor: bigint;
    readonly yearToDateMinor: bigint;
  }[];
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  /** Year-to-date gross and net, if known. */
  readonly yearToDate?: { readonly grossMinor: bigint; readonly netMinor: bigint };
}

/** Leaves out lines that are zero in the period and in the year, unless all lines are requested. */
export function showPayslipTable(
  page: Page,
  payslip: PayslipView,
  { isAll = false }: { readonly isAll?: boolean } = {},
): void {
  const amount = (minor: bigint): string => amountInWords(minor, payslip.currency);
  const { yearToDate } = payslip;
  const lines = payslip.lines.filter(
    (line) => isAll || line.amountMinor !== 0n || line.yearToDateMinor !== 0n,
  );
  const inYear = (of: (year: NonNullable<typeof yearToDate>) => bigint): string =>
    yearToDate === undefined ? '' : amount(of(yearToDate));
  page.table({
    columns: [
      { title: 'line', isLong: true },
      { title: 'kind' },
      { title: payslip.currency, align: 'right' },
      { title: 'year to date', align: 'right' },
    ],
    rows: [
      ...lines.map(({ title, kind, amountMinor, yearToDateMinor }) => [
        title,
        kind.replaceAll('_', ' '),
        amount(amountMinor),
        amount(yearToDateMinor),
      ]),
      ['Gross pay', '', amount(payslip.grossMinor), inYear((year) => year.grossMinor)],
      ['Net pay', '', amount(payslip.netMinor), inYear((year) => year.netMinor)],
    ],
    whenEmpty: 'The payslip has no line.',
  });
}
