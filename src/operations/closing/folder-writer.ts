/**
 * Writes the files of a folder under another name next to it, and gives it its own name when everything is there. So a
 * folder under its name is whole, and a reader sees the old one or the new one.
 *
 * `SHA256SUMS` lists every other file with its hash, in the form that `sha256sum --check` reads.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export const sumsFile = 'SHA256SUMS';

export interface WrittenFile {
  /** With `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

type WriteText = (text: string) => Promise<void>;

interface OpenFile {
  readonly write: WriteText;
  /** Ends the file. With `isDropped` there is none. */
  end(how?: { readonly isDropped: boolean }): Promise<void>;
}

export class FolderWriter {
  readonly temporary: string;
  readonly #files: WrittenFile[] = [];

  /** `target` is absolute. */
  constructor(target: string) {
    this.temporary = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  }

  async begin(): Promise<void> {
    await rm(this.temporary, { recursive: true, force: true });
    await mkdir(this.temporary);
  }

  /** By path. */
  get files(): readonly WrittenFile[] {
    return this.#files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  }

  async open(path: string): Promise<OpenFile> {
    const place = join(this.temporary, path);
    await mkdir(dirname(place), { recursive: true });
    const handle = await open(place, 'wx', 0o644);
    const hash = createHash('sha256');
    let bytes = 0;
    return {
      write: async (text) => {
        const part = Buffer.from(text, 'utf8');
        await handle.appendFile(part);
        hash.update(part);
        bytes += part.length;
      },
      end: async ({ isDropped } = { isDropped: false }) => {
        await closed(handle);
        if (isDropped) await rm(place);
        else this.#files.push({ path, bytes, sha256: hash.digest('hex') });
      },
    };
  }

  async text(path: string, text: string): Promise<void> {
    const file = await this.open(path);
    await file.write(text);
    await file.end();
  }

  /** The last file: nothing is written after it. */
  async sums(): Promise<void> {
    await this.text(sumsFile, sumsText(this.files));
  }

  async remove(): Promise<void> {
    await rm(this.temporary, { recursive: true, force: true });
  }
}

export function sumsText(files: readonly WrittenFile[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

async function closed(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
