/**
 * Writes a backup: one stream of bytes, in little memory, whatever the size of the database.
 *
 * It is a line of text and then frames: a letter, the length (4 bytes, the highest first), and so many bytes.
 *
 *     H  what the backup is, as JSON                       once, first
 *     T  the name and columns of a table, as JSON          for each table
 *     D  a block of its rows: binary COPY, compressed (zstd)
 *     E  its rows, bytes and sha-256 before compression, as JSON
 *     Z  the number of tables and rows, and the sha-256 of every byte before this frame, as JSON
 *
 * A file that ends before Z was cut off. backup-reader.ts reads it.
 */
import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { assert } from '#errors.ts';

export const backupMagic = 'paybeat-backup/1\n';

export type FrameKind = 'H' | 'T' | 'D' | 'E' | 'Z';

export interface BackedUpTable {
  readonly name: string;
  readonly columns: readonly string[];
}

export interface TableSum {
  readonly rows: number;
  /** Before compression. */
  readonly bytes: number;
  readonly sha256: string;
}

export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

const compress = promisify(zstdCompress);
/** Before compression. */
export const blockBytes = 1024 * 1024;
/** Quick, and a third smaller than the quickest. Each block can be checked on its own. */
const how = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** Of the binary format of COPY, so that a stream without its beginning or end is never taken for a table. */
const copySignature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const copyEnd = 'ffff';

export class BackupWriter {
  readonly #write: WriteBytes;
  readonly #before: Hash = createHash('sha256');
  readonly #whole: Hash = createHash('sha256');
  #tables = 0;
  #rows = 0;

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  async begin(header: string): Promise<void> {
    await this.#put(Buffer.from(backupMagic));
    await this.#frame('H', Buffer.from(header));
  }

  /** `rowCount` is known when the bytes have ended. `onBlock` is told the bytes of each block. */
  async table(
    table: BackedUpTable,
    rows: AsyncIterable<Buffer> & { readonly rowCount: number },
    onBlock: (bytes: number) => void,
  ): Promise<TableSum> {
    await this.#frame('T', jsonBytes({ name: table.name, columns: table.columns }));
    const hash = createHash('sha256');
    let bytes = 0;
    // One block is compressed while the next one is read.
    let compressed: Promise<Buffer> | null = null;
    let last: Buffer = Buffer.alloc(0);
    for await (const block of blocksOf(rows)) {
      if (bytes === 0) assert(block.indexOf(copySignature) === 0, 'COPY begins with its signature');
      last = block;
      hash.update(block);
      bytes += block.length;
      onBlock(block.length);
      if (compressed !== null) await this.#frame('D', await compressed);
      compressed = compress(block, how);
      // A failure is met when it is awaited; until then it must not end the process.
      compressed.catch(() => undefined);
    }
    if (compressed !== null) await this.#frame('D', await compressed);
    assert(last.subarray(-2).toString('hex') === copyEnd, 'COPY ends with its mark');
    const sum = { rows: rows.rowCount, bytes, sha256: hash.digest('hex') };
    await this.#frame('E', jsonBytes(sum));
    this.#tables += 1;
    this.#rows += sum.rows;
    return sum;
  }

  /** Returns the sha-256 of the whole. */
  async end(): Promise<string> {
    const sha256 = this.#before.copy().digest('hex');
    await this.#frame('Z', endFrame({ tables: this.#tables, rows: this.#rows, sha256 }));
    return this.#whole.digest('hex');
  }

  async #frame(kind: FrameKind, payload: Buffer): Promise<void> {
    const head = Buffer.alloc(5, kind, 'latin1');
    head.writeUInt32BE(payload.length, 1);
    if (kind !== 'Z') this.#before.update(head).update(payload);
    this.#whole.update(head).update(payload);
    await this.#write(head);
    await this.#write(payload);
  }

  async #put(bytes: Buffer): Promise<void> {
    this.#before.update(bytes);
    this.#whole.update(bytes);
    await this.#write(bytes);
  }
}

/** What the last frame says, byte for byte. */
export function endFrame(ask: {
  readonly tables: number;
  readonly rows: number;
  readonly sha256: string;
}): Buffer {
  return jsonBytes({ tables: ask.tables, rows: ask.rows, sha256: ask.sha256 });
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

async function* blocksOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length < blockBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts);
}
