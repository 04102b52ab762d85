/**
 * How a file is to be read, as the person who imports it says: dates, decimals, and what its columns mean.
 *
 * Refusals: column_map_refused, with a pointer for each problem.
 */
import { type Answer, answer } from '#errors.ts';
import { columnMapOf } from '#files/column-map.ts';
import type { FileForm } from '#files/file-form.ts';

export interface GivenForm extends Omit<FileForm, 'columns'> {
  /** The JSON of a column map (src/files/column-map.ts). */
  readonly columns?: unknown;
}

export interface MayHaveForm {
  /** How the file writes dates and numbers, and what its columns mean. */
  readonly form?: GivenForm | undefined;
}

export function formGiven({ form = {} }: MayHaveForm): Answer<FileForm> {
  const { dates, decimal, columns } = form;
  if (columns === undefined) return answer({ dates, decimal });
  const map = columnMapOf(columns);
  return map.ok ? answer({ dates, decimal, columns: map.value }) : map;
}
