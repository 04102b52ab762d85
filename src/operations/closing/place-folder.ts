/**
 * Puts a written folder in its place. A folder that is there already stays unless it has exactly the same files, or may
 * be replaced. Only a folder that holds nothing but what its own list of hashes names is ever replaced, so nobody's other
 * files are lost. What a killed process left is put right before.
 *
 * Refusals: output_folder_missing, output_is_no_folder, folder_not_closed (it is another kind of folder),
 * folder_differs.
 */
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Answer, answer, refuse } from '#errors.ts';
import { isGone } from '#operations/workers/process-place.ts';
import { hashedFiles } from './check-folder.ts';
import { type FolderWriter, sumsFile, sumsText, type WrittenFile } from './folder-writer.ts';

interface Place {
  /** Absolute. */
  readonly path: string;
  /** As it was typed. */
  readonly name: string;
  readonly replace: boolean;
}

/** Before anything is read. Refusals: output_folder_missing, output_is_no_folder, folder_not_closed. */
export async function mayTakePlace({ path, name, replace }: Place): Promise<Answer<null>> {
  const above = await stat(dirname(path)).catch(() => null);
  if (above?.isDirectory() !== true) {
    const message = `there is no folder for ${name}`;
    return refuse({ family: 'not_found', code: 'output_folder_missing', message });
  }
  await repairKilled(path);
  const found = await stat(path).catch(() => null);
  if (found === null) return answer(null);
  if (!found.isDirectory()) {
    const message = `${name} is a file, and a folder is to be made`;
    return refuse({ family: 'conflict', code: 'output_is_no_folder', message });
  }
  const strangers = await strangersIn(path);
  if (strangers === null) {
    return refuse({
      family: 'conflict',
      code: 'folder_not_closed',
      message: `${name} is a folder that closing a month did not make`,
      hint: 'choose another name',
    });
  }
  if (strangers.length === 0 || !replace) return answer(null);
  return refuse({
    family: 'conflict',
    code: 'folder_not_closed',
    message: `${name} also has files that closing a month did not make: ${strangers.join(', ')}`,
    hint: 'take them out, or choose another name',
  });
}

/**
 * What killed processes left next to the folder: parts of folders, and the folder itself if the process was killed while it
 * was replaced. It gets its name again.
 */
async function repairKilled(path: string): Promise<void> {
  const above = dirname(path);
  const left = (await readdir(above)).flatMap((name) => {
    const [, pid, what] = name.startsWith(`.${basename(path)}.`)
      ? (/\.(\d+)\.(part|before)$/.exec(name) ?? [])
      : [];
    const isOwn = name === `.${basename(path)}.${pid}.${what}`;
    return isOwn && isGone(Number(pid)) ? [{ place: join(above, name), what }] : [];
  });
  for (const { place, what } of left) {
    const isMissing = (await stat(path).catch(() => null)) === null;
    if (what === 'before' && isMissing) await rename(place, path);
    else await rm(place, { recursive: true, force: true });
  }
}

/** Files that its list of hashes does not name. Null: it has no such list. */
async function strangersIn(folder: string): Promise<readonly string[] | null> {
  const sums = await readFile(join(folder, sumsFile), 'utf8').catch(() => null);
  if (sums === null) return null;
  const named = new Set([sumsFile, ...hashedFiles(sums).keys()]);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  return paths.filter((one) => !named.has(one)).sort();
}

export type FolderOutcome = 'new' | 'unchanged' | 'replaced';

/** The writer has written its sums. Refusal: folder_differs, with the files. */
export async function placeFolder(
  writer: FolderWriter,
  place: Place,
): Promise<Answer<FolderOutcome>> {
  const { path, name, replace } = place;
  const before = await readFile(join(path, sumsFile), 'utf8').catch(() => null);
  const isThere = (await stat(path).catch(() => null)) !== null;
  if (!isThere) {
    await rename(writer.temporary, path);
    return answer('new');
  }
  const files = writer.files.filter((one) => one.path !== sumsFile);
  if (before === sumsText(files)) {
    await writer.remove();
    return answer('unchanged');
  }
  if (!replace) {
    await writer.remove();
    return differs(name, differing(files, hashedFiles(before ?? '')));
  }
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.before`);
  await rename(path, aside);
  await rename(writer.temporary, path);
  await rm(aside, { recursive: true });
  return answer('replaced');
}

/** Files that are only in one of them, or not the same. */
export function differing(
  files: readonly WrittenFile[],
  others: ReadonlyMap<string, string>,
): readonly string[] {
  const own = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const paths = new Set([...own.keys(), ...others.keys()]);
  return [...paths].filter((path) => own.get(path) !== others.get(path)).sort();
}

function differs(name: string, files: readonly string[]): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'folder_differs',
    message: `${name} exists, and would have other contents now`,
    hint: 'compare it with a new one of another name, or replace it',
    actions: [{ action: 'ask_again', with: 'replace' }],
    issues: files.map((path) => ({
      ...{ pointer: `/${path}`, code: 'file_differs', message: `${path} would be another one.` },
    })),
    facts: { files },
  });
}
