/** Shows a quarter: the lines of its returns, the liability by month and pay date, and corrections. */
import type { Page } from '#cli/output.ts';
import type {
  Correction,
  QuarterLiabilities,
} from '#operations/liabilities/quarter-liabilities.ts';
import { counted } from '#text/counted.ts';
import { quarterName } from '#time/quarter.ts';
import { amountsIn, returnDueInWords, rightAligned, showReturnLines } from './returns-view.ts';

export function showQuarter(page: Page, of: QuarterLiabilities): void {
  const { company, quarter } = of;
  const amount = amountsIn(company.currency);
  page.sentence(`Returns of ${company.code} for ${quarterName(quarter)}.`);
  for (const line of remarksOn(of)) page.sentence(line);
  page.blank();
  showReturnLines(page, of.lines, amount);
  page.blank();
  page.sentence('Liability by pay date:');
  page.table({
    columns: [{ title: 'pay date' }, { title: 'amount', ...rightAligned }],
    rows: [
      ...of.days.map(({ payOn, amountMinor }) => [String(payOn), amount(amountMinor)]),
      ...of.months.map(({ month, amountMinor }, place) => [
        ...[`month ${place + 1} (${quarter.year}-${String(month).padStart(2, '0')})`],
        amount(amountMinor),
      ]),
      ['quarter', amount(of.paidMinor)],
    ],
    whenEmpty: '',
  });
  const difference = of.statedMinor - of.paidMinor;
  if (difference !== 0n) {
    page.sentence(
      `The return states ${amount(of.statedMinor)}, which differs by ${amount(difference)}: it rounds the employer's share once, and payslips round each time. Add it to the last pay date.`,
    );
  }
  showCorrections(page, of.corrections, 'Corrections of this quarter, by reversals made later:');
  showCorrections(
    page,
    of.madeHere,
    'Corrections of earlier quarters, by reversals made in this one:',
  );

  function showCorrections(at: Page, all: readonly Correction[], title: string): void {
    if (all.length === 0) return;
    at.blank();
    at.sentence(`${title} They are not in the lines.`);
    at.table({
      columns: [
        { title: 'quarter' },
        { title: 'pay date' },
        { title: 'run', align: 'right' },
        { title: 'reverses', align: 'right' },
        { title: 'pay code' },
        { title: 'amount', ...rightAligned },
        { title: 'remark' },
      ],
      rows: all.map((one) => [
        ...[quarterName(one.quarter), String(one.payOn), String(one.runId)],
        ...[String(one.reversedRunId), one.code, amount(one.amountMinor)],
        one.isGivenBack ? '' : 'not given back',
      ]),
      whenEmpty: '',
    });
  }
}

function remarksOn(of: QuarterLiabilities): readonly string[] {
  const { isOver, toOn, today, unfinishedRuns, days, mayWaitForReturn } = of;
  const lines: string[] = [];
  if (!isOver) lines.push(`UNFINISHED: today is ${today}, and the quarter ends on ${toOn}.`);
  if (unfinishedRuns.length > 0) {
    const runs = counted(unfinishedRuns.length, 'run');
    lines.push(`${runs} of this quarter may still be committed: ${unfinishedRuns.join(', ')}.`);
  }
  if (days.length === 0) lines.push('No committed run has a pay date in this quarter.');
  lines.push(...returnDueInWords(of));
  if (isOver && mayWaitForReturn && days.length > 0) {
    lines.push('The taxes are so low that they may be paid with the return.');
  }
  return lines;
}
