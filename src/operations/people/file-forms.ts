/**
 * How a file is to be read: dates, decimals, and what its columns mean. The person who imports it says so. An export
 * that comes without a column map takes the one that the company saved for its kind (src/files/fits-map.ts).
 *
 * Refusals: column_map_refused, with a pointer for each problem; those of other-kind.ts.
 */
import { type Answer, answer } from '#errors.ts';
import { columnMapOf } from '#files/column-map.ts';
import type { CsvShape } from '#files/csv.ts';
import type { FileForm } from '#files/file-form.ts';
import { takesSavedMap } from '#files/fits-map.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { savedColumnsOf } from '#store/reads/saved-columns.ts';
import type { Reading } from '#store/store.ts';
import { refusedAsOtherKind } from './other-kind.ts';

export interface GivenForm extends Omit<FileForm, 'columns'> {
  /** The JSON of a column map (src/files/column-map.ts), or `none`: not even a saved one. */
  readonly columns?: unknown;
}

export interface MayHaveForm {
  /** How the file writes dates and numbers, and what its columns mean. */
  readonly form?: GivenForm | undefined;
}

interface UsedForm {
  readonly form: FileForm;
  /** Everything that decides how the file is read. It belongs to the file's digest. */
  readonly told: object | undefined;
}

function formGiven({ form = {} }: MayHaveForm): Answer<FileForm> {
  const { dates, decimal, columns } = form;
  if (columns === undefined || columns === 'none') return answer({ dates, decimal });
  const map = columnMapOf(columns);
  return map.ok ? answer({ dates, decimal, columns: map.value }) : map;
}

interface OfFile extends MayHaveForm {
  readonly companyId: number;
  readonly shape: CsvShape;
  readonly bytes: Uint8Array;
  readonly periodId?: number | undefined;
}

export function formFor(world: World, ask: OfFile): Promise<Answer<UsedForm>> {
  const { companyId } = ask;
  return world.store.read({ companyId }, (at) => formAt(at, ask));
}

/** The saved map is used for a file that it fits, and for one that cannot be read without a map. */
export async function formAt(at: Reading, ask: OfFile): Promise<Answer<UsedForm>> {
  const { companyId, bytes, shape, form: told } = ask;
  const given = formGiven(ask);
  if (!given.ok) return given;
  const asGiven = answer({ form: given.value, told });
  const { columns: map } = given.value;
  const brought = told?.columns === 'none' ? 'none' : (map ?? null);
  const other = await refusedAsOtherKind(at, { ...ask, given: brought });
  if (other !== null) return other;
  if (brought !== null) return asGiven;
  const row = await savedColumnsOf(at, { companyId, kind: shape.what });
  if (row === null) return asGiven;
  const read = columnMapOf(row.map);
  if (!read.ok) return read;
  if (!takesSavedMap(bytes, { shape, map: read.value })) return asGiven;
  const { savedBy: by } = row;
  const savedAt = row.savedAt.toString();
  const words = `${actorNamed(by)} on ${savedAt.slice(0, 10)}`;
  const saved = { by, at: savedAt, words };
  return answer({
    form: { ...given.value, columns: { ...read.value, saved } },
    told: { ...told, columns: row.map, saved: { by, at: savedAt } },
  });
}
