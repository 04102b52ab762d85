/**
 * Reads a backup from its first byte to its last, in little memory, and checks every byte on the way.
 *
 * The last part is `end`, or says why the file is no use: `not_a_backup`, `newer_format`, `cut_off` or `changed`. The
 * rows of a table were handed out by then, so whoever stores them must be able to take them back.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import {
  type BackedUpTable,
  backupMagic,
  blockBytes,
  endFrame,
  type FrameKind,
  type TableSum,
} from './backup-writer.ts';

export type UnusableBackup = 'not_a_backup' | 'newer_format' | 'cut_off' | 'changed';

export type BackupPart =
  | { readonly kind: 'header'; readonly text: string }
  | { readonly kind: 'table'; readonly table: BackedUpTable }
  | { readonly kind: 'rows'; readonly bytes: Buffer }
  | { readonly kind: 'table_end'; readonly name: string; readonly sum: TableSum }
  | {
      readonly kind: 'end';
      readonly tables: number;
      readonly rows: number;
      /** Of the whole file. */
      readonly sha256: string;
    }
  | { readonly kind: 'unusable'; readonly why: UnusableBackup };

const decompress = promisify(zstdDecompress);
const readBytes = 1024 * 1024;
/** A block ends with the first piece of rows that fills it, and pieces are small. */
const frameBytesMax = 64 * blockBytes;

/** `onBytes` is told how many bytes of the file were read. */
export async function* readBackup(
  path: string,
  { onBytes = () => undefined }: { readonly onBytes?: (done: number) => void } = {},
): AsyncGenerator<BackupPart> {
  const file = new BytesOf(path, onBytes);
  try {
    const magic = await file.take(backupMagic.length);
    const begins = magic?.toString('latin1') ?? '';
    if (begins !== backupMagic) {
      const isOfPaybeat = /^paybeat-backup\/[1-9]\d{0,3}\n?/.test(begins);
      yield { kind: 'unusable', why: isOfPaybeat ? 'newer_format' : 'not_a_backup' };
      return;
    }
    yield* partsOf(file);
  } finally {
    await file.close();
  }
}

interface OpenTable {
  readonly name: string;
  readonly hash: Hash;
  bytes: number;
}

async function* partsOf(file: BytesOf): AsyncGenerator<BackupPart> {
  let open: OpenTable | null = null;
  let [tables, rows, frames] = [0, 0, 0];
  for (;;) {
    const before = file.digest();
    const frame = await nextFrame(file);
    if (typeof frame === 'string') return yield { kind: 'unusable', why: frame };
    const { kind, payload } = frame;
    const isFirst = frames === 0;
    frames += 1;
    if (isFirst !== (kind === 'H')) return yield changed;
    if (kind === 'H') yield { kind: 'header', text: payload.toString('utf8') };
    else if (kind === 'T') {
      const table = json<BackedUpTable>(payload);
      if (open !== null || table === null) return yield changed;
      open = { name: table.name, hash: createHash('sha256'), bytes: 0 };
      yield { kind: 'table', table };
    } else if (kind === 'D') {
      const bytes = open && (await decompress(payload).catch(() => null));
      if (open === null || bytes === null) return yield changed;
      open.hash.update(bytes);
      open.bytes += bytes.length;
      yield { kind: 'rows', bytes };
    } else if (kind === 'E') {
      const sum = json<TableSum>(payload);
      const isWhole: boolean =
        open !== null && open.bytes === sum?.bytes && open.hash.digest('hex') === sum.sha256;
      if (open === null || sum === null || !isWhole) return yield changed;
      yield { kind: 'table_end', name: open.name, sum };
      tables += 1;
      rows += sum.rows;
      open = null;
    } else {
      const says = endFrame({ tables, rows, sha256: before });
      const isLast = (await file.take(1)) === null;
      if (open !== null || !payload.equals(says) || !isLast) return yield changed;
      return yield { kind: 'end', tables, rows, sha256: file.digest() };
    }
  }
}

const changed: BackupPart = { kind: 'unusable', why: 'changed' };

interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

async function nextFrame(file: BytesOf): Promise<Frame | UnusableBackup> {
  const head = await file.take(5);
  if (head === null) return 'cut_off';
  const kind = head.toString('latin1', 0, 1);
  const length = head.readUInt32BE(1);
  if (!isFrameKind(kind) || length > frameBytesMax) return 'changed';
  const payload = await file.take(length);
  return payload === null ? 'cut_off' : { kind, payload };
}

function isFrameKind(letter: string): letter is FrameKind {
  return ['H', 'T', 'D', 'E', 'Z'].includes(letter);
}

function json<T>(bytes: Buffer): T | null {
  try {
    return JSON.parse(bytes.toString('utf8')) as T;
  } catch {
    return null;
  }
}

/** The bytes of a file in pieces of any length, with the hash of all that were taken. */
class BytesOf {
  readonly #stream: ReturnType<typeof createReadStream>;
  readonly #parts: AsyncIterator<Buffer>;
  readonly #hash: Hash = createHash('sha256');
  readonly #onBytes: (done: number) => void;
  #waiting: Buffer[] = [];
  #length = 0;
  #read = 0;

  constructor(path: string, onBytes: (done: number) => void) {
    this.#stream = createReadStream(path, { highWaterMark: readBytes });
    this.#parts = this.#stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#onBytes = onBytes;
  }

  /** Null: the file has fewer bytes left. */
  async take(length: number): Promise<Buffer | null> {
    while (this.#length < length) {
      const next = await this.#parts.next();
      if (next.done === true) return null;
      this.#waiting.push(next.value);
      this.#length += next.value.length;
      this.#read += next.value.length;
      this.#onBytes(this.#read);
    }
    const all = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
    const taken = all?.subarray(0, length) ?? Buffer.alloc(0);
    const rest = all?.subarray(length) ?? Buffer.alloc(0);
    this.#waiting = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#hash.update(taken);
    return taken;
  }

  /** Of the bytes taken so far. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  async close(): Promise<void> {
    this.#stream.destroy();
    await this.#parts.return?.();
  }
}
