/** The methods for saved column maps. */
import { answerShownAs } from '#answers/json-form.ts';
import { columnsSavedShape, savedMapShape, savedMapsShape } from '#answers/saved-columns.ts';
import { answer } from '#errors.ts';
import type { FileKind } from '#operations/people/file-kinds.ts';
import {
  listSavedColumns,
  removeSavedColumns,
  saveColumns,
  showSavedColumns,
} from '#operations/people/saved-columns.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

type OfKind = OfCompany & { readonly kind: FileKind };

export function savedColumnsIn(context: MethodContext) {
  const { world } = context;
  return {
    columns: {
      /** Saves what the columns of an export mean. Later imports with foreign headers use it. */
      save: ({ kind, map, ...ask }: OfKind & { readonly map: unknown }) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await saveColumns(world, { company, kind, map }), (done) =>
            columnsSavedShape(company, done),
          ),
        ),
      list: (ask: OfCompany = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(answer(await listSavedColumns(world, { company })), (rows) =>
            savedMapsShape(company, rows),
          ),
        ),
      show: ({ kind, ...ask }: OfKind) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await showSavedColumns(world, { company, kind }), (row) =>
            savedMapShape(company, row),
          ),
        ),
      remove: ({ kind, ...ask }: OfKind) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await removeSavedColumns(world, { company, kind }), (row) =>
            savedMapShape(company, row),
          ),
        ),
    },
  };
}
