/**
 * One field of a cron expression: `1-5`, `mon,wed`, `0-30/10`, `15,L`.
 *
 * Syntax that Vixie cron rejects or reads in a surprising way is refused, and the refusal names a
 * clear form. Otherwise a typing error could move a pay run without anybody noticing. Syntax of
 * other crons is in foreign-syntax.ts.
 */

import { withArticle } from '#text/counted.ts';
import type { FieldKind, FieldProblem } from './field-kind.ts';
import { foreignPart, shown } from './foreign-syntax.ts';

export interface Field {
  /** Sorted, without duplicates. */
  readonly values: readonly number[];
  /**
   * Whether the field begins with `*`. Vixie cron decides by this whether a day field is
   * restricted.
   */
  readonly isStar: boolean;
  /** Day of month: 31 if `L` is listed. Day of week: the weekdays of `5L` and similar parts. */
  readonly lasts: readonly number[];
}

export const fieldKinds = [
  { name: 'minute', min: 0, max: 59, names: [], last: 'none' },
  { name: 'hour', min: 0, max: 23, names: [], last: 'none' },
  { name: 'day of month', min: 1, max: 31, names: [], last: 'day' },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
    last: 'none',
  },
  {
    name: 'day of week',
    min: 0,
    max: 7,
    names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
    last: 'weekday',
  },
] as const satisfies readonly FieldKind[];

/** Parts are parsed in small letters, but a message shows them as typed. */
function asTyped({ code, message }: FieldProblem, piece: string): FieldProblem {
  const small = piece.toLowerCase();
  const typed = (quoted: string, inside: string): string => {
    const at = small.indexOf(inside);
    return at === -1 ? quoted : `"${piece.slice(at, at + inside.length)}"`;
  };
  return { code, message: message.replace(/"([^"]+)"/, typed) };
}

/** The values of one part of a list, or what is wrong with it. */
type Part =
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'last'; readonly value: number }
  | { readonly kind: 'problem'; readonly problem: FieldProblem };

export function parseField(
  text: string,
  kind: FieldKind,
): { readonly field: Field; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const values = new Set<number>();
  const lasts = new Set<number>();
  for (const piece of text.split(',')) {
    const part = parsePart(piece.toLowerCase(), kind);
    if (part.kind === 'problem') problems.push(asTyped(part.problem, piece));
    else if (part.kind === 'last') lasts.add(part.value);
    else for (const value of part.values) values.add(kind.max === 7 && value === 7 ? 0 : value);
  }
  const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);
  return {
    field: { values: sorted(values), isStar: text.startsWith('*'), lasts: sorted(lasts) },
    problems,
  };
}

function parsePart(text: string, kind: FieldKind): Part {
  if (text === '') {
    return wrong('cron_empty_part', `The ${kind.name} has an empty place in its list.`);
  }
  const foreign = foreignPart(text, kind);
  if (foreign !== null) return { kind: 'problem', problem: foreign };
  if (text.endsWith('l') && (kind.last !== 'none' || text === 'l')) return parseLast(text, kind);
  const [base = '', step, ...more] = text.split('/');
  if (more.length > 0) {
    return wrong('cron_bad_step', `"${shown(text)}" in the ${kind.name} has more than one step.`);
  }
  const range = parseRange(base, kind);
  if ('problem' in range) return { kind: 'problem', problem: range.problem };
  return step === undefined ? expand(range, 1) : parseStep({ text, step }, range, kind);
}

function parseLast(text: string, kind: FieldKind): Part {
  if (text === 'l' && kind.last === 'day') return { kind: 'last', value: 31 };
  if (kind.last === 'weekday' && text.length > 1) {
    const weekday = parseValue(text.slice(0, -1), kind);
    if (typeof weekday === 'number') return { kind: 'last', value: weekday % 7 };
  }
  return wrong(
    'cron_not_supported',
    `"${shown(text)}" in the ${kind.name}: L alone in the day of month is its last day; write 5L in the day of week for the last Friday, 6 for every Saturday.`,
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly isSingle: boolean;
}

function parseRange(base: string, kind: FieldKind): Range | { readonly problem: FieldProblem } {
  // A star for weekdays means Sunday to Saturday once: 0 to 6, without 7.
  if (base === '*') return { from: kind.min, to: kind.max === 7 ? 6 : kind.max, isSingle: false };
  const [left = '', right, ...more] = base.split('-');
  if (more.length > 0)
    return problem('cron_bad_value', `"${shown(base)}" is not ${withArticle(kind.name)}.`);
  const from = parseValue(left, kind);
  if (typeof from !== 'number') return { problem: from };
  if (right === undefined) return { from, to: from, isSingle: true };
  const end = parseValue(right, kind);
  if (typeof end !== 'number') return { problem: end };
  // `fri-sun` is a range that ends on a Sunday, so Sunday is 7 here.
  const to = kind.max === 7 && end === 0 && from > 0 ? 7 : end;
  if (to < from) {
    const written = { left, right, from, to };
    return problem(
      'cron_range_backwards',
      `"${shown(base)}" in the ${kind.name} runs backwards; write ${forwards(written, kind)}.`,
    );
  }
  return { from, to, isSingle: false };
}

/** Suggests `22-23,0-2` for `22-2`, and `fri-sat,sun-mon` for `fri-mon`. */
function forwards(
  written: { left: string; right: string; from: number; to: number },
  kind: FieldKind,
): string {
  const highest = kind.max === 7 ? 6 : kind.max;
  const isNamed = kind.names.includes(written.left) || kind.names.includes(written.right);
  const name = (value: number) =>
    (isNamed ? kind.names[value - kind.min] : undefined) ?? `${value}`;
  const span = (a: number, b: number) => (a === b ? name(a) : `${name(a)}-${name(b)}`);
  return `${span(written.from, highest)},${span(kind.min, written.to)}`;
}

function parseStep(
  written: { readonly text: string; readonly step: string },
  range: Range,
  kind: FieldKind,
): Part {
  if (!/^\d{1,3}$/.test(written.step) || Number(written.step) === 0) {
    return wrong(
      'cron_bad_step',
      `"${shown(written.text)}" in the ${kind.name} needs a step of 1 or more.`,
    );
  }
  const step = Number(written.step);
  if (range.isSingle) {
    const to = kind.max === 7 ? 6 : kind.max;
    return wrong(
      'cron_step_without_range',
      `"${shown(written.text)}" in the ${kind.name} has a step but no range; write ${range.from}-${to}/${step}.`,
    );
  }
  // Vixie cron reads `*/90` minutes as every hour, but its author means every hour and a half.
  const size = (kind.max === 7 ? 6 : kind.max) - kind.min + 1;
  if (step > size) {
    return wrong(
      'cron_step_too_large',
      `"${shown(written.text)}" in the ${kind.name} matches only ${range.from}: the field has only ${size} values.`,
    );
  }
  return expand(range, step);
}

function expand(range: Range, step: number): Part {
  const values: number[] = [];
  for (let value = range.from; value <= range.to; value += step) values.push(value);
  return { kind: 'values', values };
}

function parseValue(text: string, kind: FieldKind): number | FieldProblem {
  const named = kind.names.indexOf(text);
  if (named >= 0) return named + kind.min;
  if (!/^\d{1,4}$/.test(text)) {
    const names = kind.names.length > 0 ? ` or one of ${kind.names.join(', ')}` : '';
    return {
      code: 'cron_bad_value',
      message: `"${shown(text)}" is not ${withArticle(kind.name)}: a number from ${kind.min} to ${kind.max}${names}.`,
    };
  }
  const value = Number(text);
  if (value >= kind.min && value <= kind.max) return value;
  return {
    code: 'cron_out_of_range',
    message: `${value} is not ${withArticle(kind.name)}: it goes from ${kind.min} to ${kind.max}.`,
  };
}

function wrong(code: string, message: string): Part {
  return { kind: 'problem', problem: { code, message } };
}

function problem(code: string, message: string): { readonly problem: FieldProblem } {
  return { problem: { code, message } };
}
