/** One line for each value that an import changes, the heaviest first: "W1, REGULAR: hours 40 → 38". */

import type { InputChange, WhatChanged } from '#operations/people/input-changes.ts';
import type { ChangeCounts } from '#operations/people/weigh-changes.ts';
import { counted, itOrThem } from '#text/counted.ts';
import { csvText, defused } from '#text/csv-line.ts';

/** A terminal shows at most this many lines. */
const linesMax = 20;

/** Empty if nothing was changed, replaced or removed. */
export function changeLines(
  changes: readonly InputChange[],
  counts: ChangeCounts | undefined,
): readonly string[] {
  const lines = changes.slice(0, linesMax).map(lineOf);
  const more = changes.length - lines.length;
  const all = counts === undefined || changes.length < 2 ? [] : [countsInWords(counts)];
  const beyond = counts === undefined || counts.beyond === 0 ? [] : [beyondInWords(changes)];
  const rest =
    more === 0
      ? []
      : [`And ${counted(more, 'more change')}: --json and --csv list ${itOrThem(more)}.`];
  return [...all, ...lines, ...rest, ...beyond];
}

const kindWords = {
  pay: 'pay',
  hours: 'hours',
  amount: 'amounts',
  dates: 'dates',
  tax_form: 'tax forms',
  other: 'other values',
} as const;

/** `Changes of pay: 3, of hours: 2.` */
function countsInWords(counts: ChangeCounts): string {
  const parts = Object.entries(kindWords).flatMap(([kind, words]) => {
    const count = counts[kind as keyof typeof kindWords];
    return count === 0 ? [] : [`of ${words}: ${count.toLocaleString('en-US')}`];
  });
  return `Changes ${parts.join(', ')}.`;
}

/** Hours and amounts are measured by the limit for a rate, too. Each kind is named. */
function beyondInWords(changes: readonly InputChange[]): string {
  const beyond = changes.filter(({ isBeyond }) => isBeyond);
  const kinds = Map.groupBy(beyond, beyondKind);
  const check = 'Make sure that no typing mistake is paid.';
  if (kinds.size === 1 && kinds.has('pay')) {
    const are = beyond.length === 1 ? 'is' : 'are';
    return `Marked with "!": ${counted(beyond.length, 'change')} ${are} beyond the company's limit for a rate. ${check}`;
  }
  const named = [...kinds].map(([kind, of]) => `${counted(of.length, 'change')} of ${kind}`);
  const reach = beyond.length === 1 ? 'reaches' : 'reach';
  return `Marked with "!": ${named.join(', ')} ${reach} the factor of the company's limit for a rate. ${check}`;
}

/** `before` has only the columns that differ. */
function beyondKind({ what, before }: InputChange): string {
  if (what === 'hours' && !('hours' in before)) return 'pieces';
  if (what === 'amount' && 'percent' in before && !('amount' in before)) return 'percentages';
  return kindWords[what];
}

function lineOf(change: InputChange): string {
  const { before, after, isBeyond, factor } = change;
  const mark = isBeyond ? '!' : ' ';
  const times = isBeyond && factor !== null ? `, ${timesInWords(factor)}` : '';
  if (after === null) {
    const cells = Object.entries(before).map(([name, value]) => `${name} ${value}`);
    return `${mark} ${whoOf(change)}: ${cells.join(', ')} → removed`;
  }
  const cells = Object.entries(before).map(([name, value]) => {
    const unit = payUnits[name];
    return unit === undefined || value === '' || (after[name] ?? '') === ''
      ? `${name} ${shown(value)} → ${shown(after[name] ?? '')}`
      : `${amount(value)} → ${amount(after[name] ?? '')} ${unit}`;
  });
  return `${mark} ${whoOf(change)}: ${cells.join(', ')}${times}`;
}

const payUnits: Readonly<Record<string, string>> = {
  hourly_rate: 'an hour',
  annual_salary: 'a year',
};

function whoOf({ employee, about }: InputChange): string {
  return about === 'roster' ? employee : `${employee}, ${about}`;
}

/** `100 times`, `40 times less` */
function timesInWords(factor: number): string {
  if (factor === 0) return 'nothing of it';
  const times = factor >= 1 ? factor : 1 / factor;
  const rounded = times.toLocaleString('en-US', { maximumFractionDigits: times < 10 ? 2 : 0 });
  return factor >= 1 ? `${rounded} times` : `${rounded} times less`;
}

/** At least two decimals: `25` is `25.00`. */
function amount(text: string): string {
  const [whole = '', decimals = ''] = text.split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
}

function shown(value: string): string {
  return value === '' ? 'empty' : value;
}

/** One row for each changed value. */
export function importedChangesCsv(changes: readonly InputChange[]): string {
  const names = 'row employee_id about what column before after factor beyond'.split(' ');
  const rows = changes.flatMap((one) =>
    Object.entries(one.before).map(([column, value]) =>
      [
        ...[String(one.row), one.employee, one.about, one.what, column, value],
        ...[one.after === null ? 'removed' : (one.after[column] ?? '')],
        ...[one.factor === null ? '' : String(one.factor), one.isBeyond ? '1' : ''],
      ].map(defused),
    ),
  );
  return csvText([names, ...rows]);
}

/** `3 new, 2 replaced, 1 removed, 40 already entered`, without the counts that are 0. */
export function changesInWords(
  counts: Pick<WhatChanged, 'added' | 'replaced' | 'removed' | 'unchanged'>,
  replaced = 'replaced',
): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.added, 'new'],
    [counts.replaced, replaced],
    [counts.removed, 'removed'],
    [counts.unchanged, 'already entered'],
  ];
  const told = parts.filter(([count]) => count > 0);
  return told.map(([count, word]) => `${count.toLocaleString('en-US')} ${word}`).join(', ');
}
