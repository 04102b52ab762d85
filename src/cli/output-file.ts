/**
 * Writes an answer to a file, completely or not at all. It replaces an existing file only with
 * `overwrite`.
 *
 * The text goes to a temporary file next to the target and is flushed to disk. One step then gives
 * it the final name, so a reader sees either the old file or the new one. Without `overwrite` that
 * step is a hard link, which fails if the name exists by then.
 */

import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Answer, answer, refuse } from '#errors.ts';

interface OutputFile {
  /** Absolute. */
  readonly path: string;
  /** The path as it was typed, for messages. */
  readonly name: string;
  readonly overwrite: boolean;
  /** Only its owner may read it. */
  readonly isPrivate?: boolean;
}

type WritePart = (part: string | Uint8Array) => Promise<void>;

/**
 * Returns the number of bytes. Refusals: output_exists, output_folder_missing, output_is_folder.
 */
export async function writeOutputFile(
  file: OutputFile & { readonly text: string },
): Promise<Answer<number>> {
  const written = await streamOutputFile(file, async (write) => {
    await write(file.text);
    return answer(null);
  });
  return written.ok ? answer(written.value.bytes) : written;
}

/**
 * The same for text or bytes that come in parts. If `produce` refuses or throws, there is no file. Refusals: those of
 * `writeOutputFile` and of `produce`.
 */
export async function streamOutputFile<T>(
  file: OutputFile,
  produce: (write: WritePart) => Promise<Answer<T>>,
): Promise<Answer<{ readonly bytes: number; readonly value: T }>> {
  const { path, overwrite } = file;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const refused = await problemWith(file);
  if (refused !== null) return refused;
  try {
    const mode = file.isPrivate === true ? 0o600 : 0o644;
    const made = await filled({ path: temporary, mode }, produce);
    if (!made.ok) return made;
    await (overwrite ? rename(temporary, path) : linkOrRename({ temporary, path }));
    await syncFolder(dirname(path));
    return made;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return exists(file);
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

async function filled<T>(
  { path, mode }: { readonly path: string; readonly mode: number },
  produce: (write: WritePart) => Promise<Answer<T>>,
): Promise<Answer<{ readonly bytes: number; readonly value: T }>> {
  const handle = await open(path, 'w', mode);
  let bytes = 0;
  try {
    const made = await produce(async (given) => {
      const part = typeof given === 'string' ? Buffer.from(given, 'utf8') : given;
      await handle.appendFile(part);
      bytes += part.length;
    });
    if (!made.ok) return made;
    await handle.sync();
    return answer({ bytes, value: made.value });
  } finally {
    await handle.close();
  }
}

async function problemWith(file: OutputFile): Promise<Answer<never> | null> {
  const found = await stat(file.path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
    throw error;
  });
  if (found?.isDirectory() === true) {
    const message = `${file.name} is a folder`;
    return refuse({ family: 'invalid', code: 'output_is_folder', message });
  }
  if (found !== null) return file.overwrite ? null : exists(file);
  const folder = await stat(dirname(file.path)).catch(() => null);
  if (folder?.isDirectory() === true) return null;
  const message = `there is no folder for ${file.name}`;
  return refuse({ family: 'not_found', code: 'output_folder_missing', message });
}

/** Some file systems have no hard links. There it renames; the name was free a moment ago. */
async function linkOrRename(of: { temporary: string; path: string }): Promise<void> {
  try {
    await link(of.temporary, of.path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error))) throw error;
    await rename(of.temporary, of.path);
  }
}

/** Flushes the folder to disk, so that the new name survives a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function exists(file: OutputFile): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'output_exists',
    message: `there is a file ${file.name} already`,
    hint: 'choose another name, or replace it with --overwrite',
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
