/** What the views of a quarter and of a year share: the lines of returns, and when a return is due. */
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import type { QuarterLiabilities } from '#operations/liabilities/quarter-liabilities.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';

export const rightAligned: Partial<Column> = { align: 'right', isKept: true };

/** What the `*` of a due date means. */
export const holidaysDerived =
  '* Paybeat knows the holidays of that year from the law. Compare the date with the printed ones.';

/** An amount as a cell. */
export function amountsIn(currency: string): (minor: bigint | null) => string {
  return (minor) => (minor === null ? '' : amountInWords(minor, currency));
}

export function showReturnLines(
  page: Page,
  lines: QuarterLiabilities['lines'],
  amount: (minor: bigint | null) => string,
): void {
  page.table({
    columns: [
      { title: 'form' },
      { title: 'line' },
      { title: 'title', isLong: true },
      { title: 'wages', ...rightAligned },
      { title: 'amount', ...rightAligned },
    ],
    rows: lines.map(({ form, line, title, wagesMinor, amountMinor }) => [
      ...[form, line, title, amount(wagesMinor), amount(amountMinor)],
    ]),
    whenEmpty: '',
  });
}

export function returnDueInWords({
  dueOn,
  holidays,
}: Pick<QuarterLiabilities, 'dueOn' | 'holidays'>): readonly string[] {
  const isDerived = holidays === 'derived';
  return [
    dueOn === null
      ? 'When the return is due is unknown, because the holidays of that year are not known.'
      : `The return is due on ${dayInWords(toEpochDay(dueOn))}${isDerived ? '*' : ''}.`,
    ...(isDerived ? [holidaysDerived] : []),
  ];
}
