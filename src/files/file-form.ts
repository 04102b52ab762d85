/**
 * How a file writes what can be written in several ways. The person who imports it says so; nothing is guessed.
 */

/** The part of a date that comes first: the month or the day. */
export type DateOrder = 'mdy' | 'dmy';
export type DecimalSign = 'point' | 'comma';

export interface FileForm {
  /** Without it, only dates such as 2026-01-31 are read. */
  readonly dates?: DateOrder | undefined;
  /** Without it, a number is read if it has one meaning. */
  readonly decimal?: DecimalSign | undefined;
}

export const plainForm: FileForm = {};
