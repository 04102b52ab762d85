/**
 * Finds the blocks of a roster file that the last imported file had too. Their rows need not be compared again.
 *
 * A block is recognized like a whole file (same-roster.ts): its digest covers its bytes and everything else that
 * the result depends on, and nothing that a roster says has changed since. The import asks for that again when
 * nobody can change it any more.
 */
import { createHash } from 'node:crypto';
import type { FileForm } from '#files/file-form.ts';
import type { NotedBlock } from '#files/noted-blocks.ts';
import { rosterBlocks } from '#files/roster-file.ts';
import type { SharedAccounts } from '#files/shared-accounts.ts';
import type { World } from '#operations/world.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { blocksOfRoster } from '#store/writes/imported-files.ts';

interface KnownBlocks {
  readonly blocks: readonly NotedBlock[];
  readonly rows: number;
  /** The accounts of all rows, also of known blocks. */
  readonly accounts: SharedAccounts;
  /** The revision since which nothing may have changed. Null: no block is known. */
  readonly since: number | null;
  /** The blocks as they are kept. Call it when all of them are counted. */
  kept(): Buffer;
}

const digestBytes = 16;
const keptBytes = digestBytes + 8;

/** Null: the file cannot be looked at in blocks. `dependsOn` is what the result depends on, next to the bytes. */
export async function findKnownBlocks(
  world: World,
  ask: {
    readonly companyId: number;
    readonly bytes: Uint8Array;
    readonly country: CountryPack;
    readonly form?: FileForm | undefined;
    readonly dependsOn: string;
    /** Compares every row. */
    readonly isForgetful?: boolean;
  },
): Promise<KnownBlocks | null> {
  const { companyId, bytes } = ask;
  const file = rosterBlocks(bytes, ask);
  if (file === null) return null;
  const dependsOn = JSON.stringify([ask.dependsOn, file.columns]);
  const digests = file.blocks.map(({ from, to }) =>
    createHash('sha256').update(dependsOn).update(file.text.subarray(from, to)).digest(),
  );
  const last = await world.store.read({ companyId }, (at) => blocksOfRoster(at, companyId));
  const known = last === null ? new Map<string, NotedBlock['noted']>() : unpacked(last.blocks);
  const found = digests.map((digest) => known.get(nameOf(digest)));
  const count = found.filter((one) => one !== undefined).length;
  const isUseful = ask.isForgetful !== true && count > 0 && count < found.length;
  const blocks = file.blocks.map((block, at) => {
    const noted = isUseful ? found[at] : undefined;
    const isKnown = noted !== undefined;
    return { ...block, isKnown, noted: noted ?? { bankRows: 0, smallPercentRows: 0 } };
  });
  return {
    blocks,
    accounts: file.accounts,
    rows: blocks.reduce((rows, block) => rows + block.rows, 0),
    since: isUseful && last !== null ? last.revision : null,
    kept: () => packed(blocks, digests),
  };
}

function nameOf(digest: Buffer): string {
  return digest.toString('latin1', 0, digestBytes);
}

function packed(blocks: readonly NotedBlock[], digests: readonly Buffer[]): Buffer {
  const bytes = Buffer.alloc(blocks.length * keptBytes);
  blocks.forEach(({ noted }, at) => {
    const start = at * keptBytes;
    digests[at]?.copy(bytes, start, 0, digestBytes);
    bytes.writeUInt32BE(noted.bankRows, start + digestBytes);
    bytes.writeUInt32BE(noted.smallPercentRows, start + digestBytes + 4);
  });
  return bytes;
}

function unpacked(bytes: Buffer): Map<string, NotedBlock['noted']> {
  const known = new Map<string, NotedBlock['noted']>();
  for (let start = 0; start + keptBytes <= bytes.length; start += keptBytes) {
    known.set(bytes.toString('latin1', start, start + digestBytes), {
      bankRows: bytes.readUInt32BE(start + digestBytes),
      smallPercentRows: bytes.readUInt32BE(start + digestBytes + 4),
    });
  }
  return known;
}
