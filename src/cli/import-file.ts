/** What the verbs that take a file in have in common: read it, hand it over, say what became of it. */

import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import type { FileNote } from '#operations/files/typed-file.ts';
import type { World } from '#operations/world.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import { followImport } from './import-progress.ts';

interface Imported {
  readonly notes: readonly FileNote[];
  /** False after a dry run. */
  readonly written: boolean;
}

export async function importFile<T extends Imported>(
  cli: CliContext,
  ask: {
    readonly file: string;
    readonly take: (world: World, bytes: Uint8Array) => Promise<Answer<T>>;
    /** Sentences without their full stop. */
    readonly done: (imported: T) => string;
    readonly checked: (imported: T) => string;
  },
): Promise<VerbAnswer> {
  const bytes = await cli.readFile(ask.file);
  if (!bytes.ok) return bytes;
  const progress = followImport(cli);
  const use = async (world: World): Promise<VerbAnswer> => {
    const imported = await ask.take(world, bytes.value);
    progress.end();
    if (!imported.ok) return imported;
    const { value } = imported;
    return answer({
      json: value,
      text: (page) => {
        page.sentence(
          value.written
            ? `${ask.done(value)}.`
            : `The file is right: ${ask.checked(value)}. Nothing was written.`,
        );
        for (const note of value.notes) page.sentence(`Note: ${note.message}`);
      },
    });
  };
  try {
    return await cli.withWorld(use, { listen: progress.listen });
  } finally {
    progress.end();
  }
}
