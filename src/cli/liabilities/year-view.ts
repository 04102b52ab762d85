/** Shows a year: the lines of its return, the yearly amounts of people, and corrections. */
import type { Page } from '#cli/output.ts';
import type { YearLiabilities, YearPerson } from '#operations/liabilities/year-liabilities.ts';
import { amountsIn, returnDueInWords, rightAligned, showReturnLines } from './returns-view.ts';

interface Shown {
  readonly people: readonly YearPerson[];
  readonly totals: readonly bigint[];
}

/** `rows` is null if there are too many people for a table. */
export function showYear(page: Page, head: YearLiabilities, rows: Shown | null): void {
  const { company, year, statement, boxes } = head;
  const amount = amountsIn(company.currency);
  page.sentence(`Returns of ${company.code} for ${year}.`);
  for (const line of remarksOn(head)) page.sentence(line);
  page.blank();
  showReturnLines(page, head.lines, amount);
  if (head.statedMinor !== head.paidMinor) {
    const difference = amount(head.statedMinor - head.paidMinor);
    page.sentence(
      `The payslips have ${amount(head.paidMinor)}: the return rounds once, and differs by ${difference}.`,
    );
  }
  page.blank();
  if (rows === null) {
    page.sentence('For a table these are too many people: add --csv or --output FILE.');
  } else {
    page.sentence(`Form ${statement}, boxes by person:`);
    page.table({
      columns: [
        { title: 'employee' },
        { title: 'name', isLong: true },
        ...boxes.map(({ box }) => ({ title: box, align: 'right' as const })),
        { title: 'remark' },
      ],
      rows: [
        ...rows.people.map(({ number, name, amounts, hasBalances }) => [
          ...[number, name, ...amounts.map(amount), hasBalances ? 'with balances' : ''],
        ]),
        ['total', '', ...rows.totals.map(amount)],
      ],
      whenEmpty: '',
    });
    for (const { box, title } of boxes) page.sentence(`${box}: ${title}`);
  }
  if (head.corrections.length === 0) return;
  page.blank();
  page.sentence(
    'Corrections of this year, by reversals of later years. They are not in the boxes:',
  );
  page.table({
    columns: [
      { title: 'pay date' },
      { title: 'run', align: 'right' },
      { title: 'pay code' },
      { title: 'amount', ...rightAligned },
      { title: 'remark' },
    ],
    rows: head.corrections.map(({ payOn, runId, code, amountMinor, isGivenBack }) => [
      ...[String(payOn), String(runId), code, amount(amountMinor)],
      isGivenBack ? '' : 'not given back',
    ]),
    whenEmpty: '',
  });
}

function remarksOn(head: YearLiabilities): readonly string[] {
  const { isOver, today, year, unfinishedRuns } = head;
  const lines: string[] = [];
  if (!isOver) lines.push(`UNFINISHED: today is ${today}, and the year ends on ${year}-12-31.`);
  if (unfinishedRuns.length > 0) {
    lines.push(`Runs of this year that may still be committed: ${unfinishedRuns.join(', ')}.`);
  }
  lines.push(...returnDueInWords(head));
  return lines;
}
