/** The method for coming from another system. */

import { comingShape } from '#answers/coming.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { type Answer, refuse } from '#errors.ts';
import { dumpFile, oldDatabase } from '#operations/coming/dump-source.ts';
import {
  type ComingPlan,
  type ImportDjango,
  importDjango,
} from '#operations/coming/import-django.ts';
import type { MethodContext } from './context.ts';

interface ComeFromDjango extends Omit<ImportDjango, 'source' | 'fileName'> {
  /** The path of a dump: pg_dump in plain format, or manage.py dumpdata. */
  readonly dump?: string;
  /** The address of its database, instead of a dump. It is read in a read-only transaction. */
  readonly url?: string;
}

export function comingIn({ world }: MethodContext) {
  return {
    import: {
      /** Plans to come from the Django design; with `apply`, imports. */
      django: async ({ dump, url, ...ask }: ComeFromDjango): Promise<Answer<ComingPlan>> => {
        if ((dump === undefined) === (url === undefined)) {
          return refuse({
            family: 'usage',
            code: 'source_unclear',
            message: 'give either dump or url',
            hint: 'the plan needs one source',
          });
        }
        const source = dump === undefined ? oldDatabase(url ?? '') : dumpFile(dump);
        const done = await importDjango(world, { ...ask, source, fileName: dump ?? 'django' });
        return answerShownAs(done, comingShape);
      },
    },
  };
}
