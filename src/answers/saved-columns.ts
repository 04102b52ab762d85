/** The JSON forms of saved column maps. */

import type { ColumnsSaved } from '#operations/people/saved-columns.ts';
import type { SavedColumnsRow } from '#store/reads/saved-columns.ts';
import type { ListedCompany } from './companies.ts';
import { verbatim } from './json-form.ts';

type Company = Pick<ListedCompany, 'code'>;
export type SavedMap = SavedColumnsRow;

export function savedMapShape({ code }: Company, row: SavedMap): object {
  const { kind, map, savedBy, savedAt } = row;
  return { company: code, kind, savedBy, savedAt, map: verbatim(map) };
}

export function savedMapsShape(company: Company, rows: readonly SavedMap[]): object {
  return {
    company: company.code,
    maps: rows.map(({ kind, map, savedBy, savedAt }) => ({
      kind,
      savedBy,
      savedAt,
      map: verbatim(map),
    })),
  };
}

export function columnsSavedShape(company: Company, done: ColumnsSaved): object {
  const { saved, isReplaced, changes } = done;
  return {
    ...savedMapShape(company, saved),
    isReplaced,
    changes: changes.map(({ part, before, after }) => ({
      part,
      before: verbatim(before),
      after: verbatim(after),
    })),
  };
}
