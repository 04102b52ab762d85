/** Shows a simulation: what is to be looked at first, then the money by pay date, month and year. */
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import type { Cash, CashRow } from '#operations/rehearsal/cash.ts';
import type { RehearsedDeposits } from '#operations/rehearsal/rehearsed-deposits.ts';
import { isMissed } from '#operations/rehearsal/rehearsed-runs.ts';
import type { Rehearsal, Simulated } from '#operations/rehearsal/simulate.ts';
import { counted } from '#text/counted.ts';
import { amountInWords, countInWords } from './amounts.ts';
import { barOf } from './bars.ts';
import { troubleLines } from './simulation-troubles.ts';
import { dateInWords } from './times.ts';

const right: Partial<Column> = { align: 'right', isKept: true };
const noYear = 0;

export function showSimulation(page: Page, done: Simulated): void {
  const { company, from, until, months, outageSeed, asItIs, changed } = done;
  const day = (at: Temporal.Instant) =>
    dateInWords(at.toZonedDateTimeISO(company.timeZone).toPlainDate(), noYear);
  page.sentence(
    `${company.code}: ${counted(months, 'month')} from ${day(from)} to ${day(until)}, on a copy. Nothing was saved.`,
  );
  if (outageSeed !== null) {
    page.sentence(
      `${counted(asItIs.outages.length, 'outage')} planted with the seed ${outageSeed}. To see them again: --outages ${outageSeed}`,
    );
  }
  for (const line of summary(asItIs, done)) page.sentence(line);
  showTroubles(page, done, asItIs);
  showAssumptions(page, asItIs);
  if (changed === null) showCash(page, done, asItIs);
  else {
    page.blank();
    page.sentence('With the change:');
    for (const { fileName, summary: what, notes } of changed.changes) {
      page.sentence(`- ${fileName} ${what}.`);
      for (const note of notes) page.sentence(`  Note: ${note}`);
    }
    for (const line of summary(changed, done)) page.sentence(line);
    showTroubles(page, done, changed);
    showAssumptions(page, { assumptions: newIn(changed, asItIs) });
    showBoth(page, done, { before: asItIs.cash, after: changed.cash });
  }
}

function summary(
  { runs, notRun, extraPayDates, stuck }: Rehearsal,
  { company }: Simulated,
): readonly string[] {
  const committed = runs.filter(({ run }) => run.state === 'committed').length;
  const late = runs.filter((one) => one.isLate).length;
  const missed = runs.filter((one) => one.isAfterPayDate).length;
  const parts = [
    ...(late > 0 ? [`${late} of them late`] : []),
    ...(missed > 0 ? [`${missed} after the pay date`] : []),
  ];
  const open = runs.length - committed;
  const missing = notRun.filter(isMissed).length;
  return [
    `${counted(committed, 'run')} would be committed${parts.length > 0 ? ` (${parts.join(', ')})` : ''}.`,
    ...(open > 0 ? [`${counted(open, 'run')} would not be committed.`] : []),
    ...(missing > 0 ? [`${counted(missing, 'period')} would not run.`] : []),
    ...extraPayDates.map(
      ({ scheduleCode, payOn, message, cash }) =>
        `Warning: ${scheduleCode}, ${dateInWords(payOn, noYear)}: ${message}${neededInWords(cash, company.currency)}`,
    ),
    ...stuck.map(({ message }) => `Warning: periods end too soon. ${message}`),
  ];
}

function neededInWords(cash: CashRow | null, currency: string): string {
  if (cash === null) return ' No run pays it here.';
  const marks = marksOf(cash);
  const total = amountInWords(cash.totalMinor, currency);
  const net = amountInWords(cash.netMinor, currency);
  return ` It needs ${total}${marks === '' ? '' : ` ${marks}`}, of which ${net} is net pay.`;
}

function showTroubles(page: Page, { company }: Simulated, one: Rehearsal): void {
  const lines = troubleLines(one, company.timeZone);
  if (lines.length === 0) return;
  page.blank();
  page.sentence('Late, held or waiting:');
  for (const line of lines) page.sentence(`- ${line}`);
}

/** What is assumed only with the change. */
function newIn(changed: Rehearsal, { assumptions }: Rehearsal): Rehearsal['assumptions'] {
  const known = new Set(assumptions.map(({ message }) => message));
  return changed.assumptions.filter(({ message }) => !known.has(message));
}

function showAssumptions(page: Page, { assumptions }: Pick<Rehearsal, 'assumptions'>): void {
  if (assumptions.length === 0) return;
  page.blank();
  page.sentence('Assumed:');
  for (const { message } of assumptions) page.sentence(`- ${message}`);
}

function showCash(page: Page, { company }: Simulated, { cash, taxes }: Rehearsal): void {
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  const tables: readonly [string, string, readonly CashRow[]][] = [
    [`Money by pay date (${company.currency}):`, 'pay date', cash.byPayDate],
    ['By month of the pay date:', 'month', cash.byMonth],
    ['By year of the pay date:', 'year', cash.byYear],
  ];
  for (const [title, column, rows] of tables) {
    if (rows.length === 0) continue;
    const most = mostOf(rows);
    page.blank();
    page.sentence(title);
    page.table({
      columns: [
        { title: column },
        { title: 'net', ...right },
        { title: 'taxes', ...right },
        { title: 'taxes due', isSpare: true },
        { title: 'deductions', align: 'right' },
        { title: 'employer', ...right },
        { title: 'total', ...right },
        { title: '', isKept: true },
        { title: 'paid', align: 'right', isSpare: true },
        { title: 'held', align: 'right' },
        { title: 'total, drawn', isSpare: true },
      ],
      rows: rows.map((row) => [
        ...[row.when, amount(row.netMinor), amount(row.taxesMinor), dueOf(taxes, row)],
        amount(row.deductionsMinor),
        ...[amount(row.employerMinor), amount(row.totalMinor), marksOf(row)],
        ...[countInWords(row.paid), countInWords(row.held), barOf(row.totalMinor, most)],
      ]),
      whenEmpty: '',
    });
  }
  showLegend(page, cash);
}

/** When the first deposit with taxes of a pay date is due. A month or a year has no such day. */
function dueOf({ deposits }: RehearsedDeposits, { when }: CashRow): string {
  return (
    deposits.find(({ payOns }) => payOns.some((on) => String(on) === when))?.dueOn?.toString() ?? ''
  );
}

interface Both {
  readonly before: Cash;
  readonly after: Cash;
}

function showBoth(page: Page, { company }: Simulated, { before, after }: Both): void {
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  const tables: readonly [string, string, (of: Cash) => readonly CashRow[]][] = [
    [`Total money by pay date (${company.currency}):`, 'pay date', (of) => of.byPayDate],
    ['By month of the pay date:', 'month', (of) => of.byMonth],
    ['By year of the pay date:', 'year', (of) => of.byYear],
  ];
  for (const [title, column, rowsOf] of tables) {
    const [was, is] = [rowsOf(before), rowsOf(after)];
    const whens = [...new Set([...was, ...is].map(({ when }) => when))].toSorted();
    const most = mostOf([...was, ...is]);
    page.blank();
    page.sentence(title);
    page.table({
      columns: [
        { title: column },
        { title: 'as it is', ...right },
        { title: 'with the change', ...right },
        { title: 'difference', ...right },
        { title: '', isKept: true },
        { title: 'with the change, drawn', isSpare: true },
      ],
      rows: whens.map((when) => {
        const [one, other] = [find(was, when), find(is, when)];
        const [from, to] = [one?.totalMinor ?? 0n, other?.totalMinor ?? 0n];
        const marks = marksOf(other ?? one ?? null);
        return [when, amount(from), amount(to), signed(to - from, amount), marks, barOf(to, most)];
      }),
      whenEmpty: '',
    });
  }
  showLegend(page, after);
}

function find(rows: readonly CashRow[], when: string): CashRow | undefined {
  return rows.find((row) => row.when === when);
}

function signed(minor: bigint, amount: (minor: bigint) => string): string {
  return minor > 0n ? `+${amount(minor)}` : amount(minor);
}

function mostOf(rows: readonly CashRow[]): bigint {
  return rows.reduce((most, { totalMinor }) => (totalMinor > most ? totalMinor : most), 0n);
}

function marksOf(row: CashRow | null): string {
  if (row === null) return '';
  return `${row.carriedTable === null ? '' : '*'}${row.assumedHours > 0 ? 'h' : ''}`;
}

function showLegend(page: Page, { total }: Cash): void {
  if (total.carriedTable !== null) {
    page.sentence(`* by the numbers of ${total.carriedTable}, after that table ends`);
  }
  if (total.assumedHours > 0) page.sentence('h with hours that are assumed');
}
