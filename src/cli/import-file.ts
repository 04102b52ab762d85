/**
 * The common part of all verbs that import a file: read the file, import it, and report the result.
 */

import { basename } from 'node:path';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import type { FileNote } from '#files/typed-file.ts';
import type { InputChange } from '#operations/people/input-changes.ts';
import type { UnusualValue } from '#operations/people/unusual-values.ts';
import type { ChangeCounts } from '#operations/people/weigh-changes.ts';
import type { World } from '#operations/world.ts';
import { counted } from '#text/counted.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import { followImport } from './import-progress.ts';
import { nothingWasSaved } from './nothing-was-saved.ts';
import { adviceInWords } from './spell-action.ts';
import { changeLines, importedChangesCsv } from './views/change-lines.ts';
import { unusualLines } from './views/unusual-lines.ts';

interface ReadFile {
  readonly bytes: Uint8Array;
  /** Without its folders. */
  readonly fileName: string;
}

export interface Imported {
  readonly notes: readonly FileNote[];
  /** False after a dry run, or if nothing changed. */
  readonly written: boolean;
  readonly changes?: readonly InputChange[];
  readonly changeCounts?: ChangeCounts;
  readonly unusual?: readonly UnusualValue[];
}

export async function importFile<T extends Imported>(
  cli: CliContext,
  ask: {
    readonly file: string;
    readonly take: (world: World, file: ReadFile) => Promise<Answer<T>>;
    /** Sentences without their full stop. */
    readonly done: (imported: T) => string;
    readonly checked: (imported: T) => string;
    /** What already exists, if the file changes nothing. Null: the file changes something. */
    readonly same?: (imported: T) => string | null;
    /** Prints the changes as CSV, and nothing else. */
    readonly isCsv?: boolean;
    /** Lines above the single changes. */
    readonly sums?: (imported: T) => readonly string[];
  },
): Promise<VerbAnswer> {
  const bytes = await cli.readFile(ask.file);
  if (!bytes.ok) return bytes;
  const progress = followImport(cli);
  const use = async (world: World): Promise<VerbAnswer> => {
    const imported = await ask.take(world, { bytes: bytes.value, fileName: basename(ask.file) });
    progress.end();
    if (!imported.ok) return imported;
    const { value } = imported;
    if (ask.isCsv === true) {
      cli.out.write(importedChangesCsv(value.changes ?? []));
      return answer(null);
    }
    return answer({
      json: value,
      text: (page) => {
        page.sentence(sentenceOf(value, ask));
        for (const line of unusualLines(value.unusual ?? [])) page.sentence(line);
        for (const line of ask.sums?.(value) ?? []) page.sentence(line);
        for (const line of changeLines(value.changes ?? [], value.changeCounts)) {
          page.sentence(line);
        }
        for (const note of value.notes)
          page.sentence(`Note: ${adviceInWords({ hint: note.message, ...note })}`);
      },
    });
  };
  try {
    return await cli.withWorld(use, { listen: progress.listen });
  } finally {
    progress.end();
  }
}

function sentenceOf<T extends Imported>(
  value: T,
  {
    done,
    checked,
    same = () => null,
  }: Pick<Parameters<typeof importFile<T>>[1], 'done' | 'checked' | 'same'>,
): string {
  const unchanged = same(value);
  if (unchanged !== null) return `Nothing changed: ${unchanged}.`;
  if (value.written) return `${done(value)}.`;
  return `The file can be imported: ${checked(value)}. ${nothingWasSaved}`;
}

/** `all 3 entries already exist` */
export function allThere(count: number, one: string): string {
  return count === 1 ? `this ${one} already exists` : `all ${counted(count, one)} already exist`;
}
