/**
 * How a file writes what can be written in several ways. The person who imports it says so; nothing is guessed.
 */

import type { ColumnMap } from './column-map.ts';

/** The part of a date that comes first: the month or the day. */
export type DateOrder = 'mdy' | 'dmy';
export type DecimalSign = 'point' | 'comma';

export interface FileForm {
  /** Without it, only dates such as 2026-01-31 are read. */
  readonly dates?: DateOrder | undefined;
  /** Without it, a number is read if it has one meaning. */
  readonly decimal?: DecimalSign | undefined;
  /** What the file's columns mean, where they are another program's. */
  readonly columns?: ColumnMap | undefined;
}

export const plainForm: FileForm = {};

/** What is said with the import counts, and then what the column map says. */
export function withMap(form: FileForm): FileForm {
  const { columns } = form;
  if (columns === undefined) return form;
  return {
    columns,
    dates: form.dates ?? columns.dates,
    decimal: form.decimal ?? columns.decimal,
  };
}
