/** Formats differences between two runs: by cause, by person, and line by line for one person. */

import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import type { NamedDifference, ShownDifferences } from '#operations/judgement/show-differences.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { amountInWords, countInWords } from './amounts.ts';

/** What the tables show of a run that is compared with another. */
type DifferencesSeen = Pick<
  ShownDifferences,
  'byCause' | 'largest' | 'codeOf' | 'isInformation'
> & {
  readonly currency: string;
  /** Of the company. */
  readonly timeZone: string;
};

const right = { align: 'right' } as const;

/** `+1,234.50`: a difference always has its sign. */
export function differenceInWords(amountMinor: bigint, currency: string): string {
  const text = amountInWords(amountMinor, currency);
  return amountMinor > 0n ? `+${text}` : text;
}

/** `moved_schedule` is `moved schedule`. The option --cause takes both. */
export function causeInWords(cause: string): string {
  return cause.replaceAll('_', ' ');
}

/** One row for each cause, the largest first, and their sum. */
export function showCauses(page: Page, seen: DifferencesSeen): void {
  const { byCause, currency } = seen;
  const amount = (minor: bigint) => differenceInWords(minor, currency);
  const sum = (of: (one: (typeof byCause)[number]) => bigint) =>
    byCause.reduce((total, one) => total + of(one), 0n);
  const total = [
    ...['total', '', amount(sum((one) => one.grossMinor)), amount(sum((one) => one.netMinor))],
  ];
  page.table({
    columns: [
      { title: 'cause' },
      { title: 'people', ...right },
      { title: 'gross', ...right, isKept: true },
      { title: 'net', ...right, isKept: true },
      { title: 'lines', isLong: true, isSpare: true },
    ],
    rows: [
      ...byCause.map((one) => [
        ...[causeInWords(one.cause), countInWords(one.people)],
        ...[amount(one.grossMinor), amount(one.netMinor), linesInWords(one.lines, seen)],
      ]),
      ...(byCause.length > 1 ? [total] : []),
    ],
    whenEmpty: 'Everyone gets exactly what they got last time.',
  });
}

/** One row for each department, if they were asked for. */
export function showDepartmentDifferences(
  page: Page,
  seen: Pick<ShownDifferences, 'byDepartment'> & Pick<DifferencesSeen, 'currency'>,
): void {
  const { byDepartment, currency } = seen;
  if (byDepartment === null) return;
  const amount = (minor: bigint) => differenceInWords(minor, currency);
  page.blank();
  page.table({
    columns: [
      { title: 'department', isLong: true },
      { title: 'people', ...right },
      { title: 'gross', ...right, isKept: true },
      { title: 'net', ...right, isKept: true },
    ],
    rows: byDepartment.map(({ department, people, grossMinor, netMinor }) => [
      ...[department ?? 'none', countInWords(people), amount(grossMinor), amount(netMinor)],
    ]),
    whenEmpty: 'No department has a difference.',
  });
}

const linesNamed = 3;

/** The largest lines: `SALARY +750.00, BONUS +90.00, 4 more`. */
function linesInWords(
  lines: ShownDifferences['byCause'][number]['lines'],
  { codeOf, currency, isInformation }: DifferencesSeen,
): string {
  const size = (minor: bigint) => (minor < 0n ? -minor : minor);
  const paid = lines.filter(({ payCodeId }) => !isInformation(payCodeId));
  const largest = paid.toSorted((one, other) =>
    size(one.amountMinor) < size(other.amountMinor) ? 1 : -1,
  );
  const named = largest
    .slice(0, linesNamed)
    .map((line) => `${codeOf(line.payCodeId)} ${differenceInWords(line.amountMinor, currency)}`);
  const more = paid.length - named.length;
  return [...named, ...(more > 0 ? [`${countInWords(more)} more`] : [])].join(', ');
}

const personColumns: readonly Column[] = [
  { title: 'employee' },
  { title: 'name', isLong: true, isSpare: true },
  { title: 'net before', ...right },
  { title: 'net now', ...right },
  { title: 'cause' },
  { title: 'gross', ...right },
  { title: 'net', ...right, isKept: true },
  { title: 'what changed', isLong: true },
  { title: 'entered', isLong: true, isSpare: true },
];

/** One row for each cause of each person. The first row of a person has their net pay. */
export function showPeople(page: Page, seen: DifferencesSeen): void {
  const { currency } = seen;
  page.table({
    columns: personColumns,
    rows: seen.largest
      .filter(hasOtherPay)
      .flatMap((person) =>
        person.parts.map((part, nth) => [
          ...[person.number, nth === 0 ? person.name : ''],
          nth === 0 ? amountInWords(person.before?.netMinor ?? null, currency) : '',
          nth === 0 ? amountInWords(person.now?.netMinor ?? null, currency) : '',
          causeInWords(part.cause),
          differenceInWords(part.grossMinor, currency),
          differenceInWords(part.netMinor, currency),
          ...changesInWords(part.changes, seen),
        ]),
      ),
    whenEmpty: 'Nobody gets more or less. Only lines that people are not paid differ.',
  });
}

/** Somebody may reach a limit of the year that changes only what the employer pays. */
function hasOtherPay({ parts }: NamedDifference): boolean {
  return parts.some(({ grossMinor, netMinor }) => grossMinor !== 0n || netMinor !== 0n);
}

type Changes = NamedDifference['parts'][number]['changes'];

const changesNamed = 2;

/** What changed, and who entered it when. */
function changesInWords(changes: Changes, { timeZone }: DifferencesSeen): readonly string[] {
  const named = changes.slice(0, changesNamed).map(changeInWords);
  const more = changes.length - named.length;
  const newest = changes.toSorted((one, other) => one.revision - other.revision).at(-1);
  const entered =
    newest === undefined
      ? ''
      : `by ${actorNamed(newest.enteredBy)} on ${newest.enteredAt.toZonedDateTimeISO(timeZone).toPlainDate()}`;
  return [[...named, ...(more > 0 ? [`${more} more`] : [])].join('; '), entered];
}

/** `salary 91000.00 a year → 104000.00 a year` */
function changeInWords({ what, before, after }: Changes[number]): string {
  if (before === null && after === null) return what;
  if (before === null) return `${what} ${after}`;
  return `${what} ${before} → ${after ?? 'none'}`;
}

/** Line by line, for one person. */
export function showLines(page: Page, seen: DifferencesSeen): void {
  const { currency, codeOf } = seen;
  page.table({
    columns: [{ title: 'cause' }, { title: 'line' }, { title: 'difference', ...right }],
    rows: seen.largest.flatMap(({ parts }) =>
      parts.flatMap(({ cause, lines }) =>
        lines.map(({ payCodeId, amountMinor }) => [
          ...[causeInWords(cause), codeOf(payCodeId), differenceInWords(amountMinor, currency)],
        ]),
      ),
    ),
    whenEmpty: '',
  });
}
