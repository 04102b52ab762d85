/** What the blocks of a roster add to its notes: counted block by block, because a later import may skip some. */

import type { RowBlock } from './row-blocks.ts';

export interface NotedRows {
  bankRows: number;
  smallPercentRows: number;
}

export interface NotedBlock extends RowBlock {
  /** The block was imported before and has not changed, so it is not read. Its counts are known. */
  readonly isKnown: boolean;
  readonly noted: NotedRows;
}

/** Counts in the block of each row. Rows come in order. */
export function countingIn(blocks: readonly NotedBlock[]): (rowNumber: number) => NotedRows {
  const unknown = blocks.filter(({ isKnown }) => !isKnown);
  let at = 0;
  return (rowNumber) => {
    while (rowNumber >= (unknown[at + 1]?.firstRow ?? Infinity)) at += 1;
    return (unknown[at] as NotedBlock).noted;
  };
}

export function allNoted(blocks: readonly NotedBlock[]): NotedRows {
  const all = { bankRows: 0, smallPercentRows: 0 };
  for (const { noted } of blocks) {
    all.bankRows += noted.bankRows;
    all.smallPercentRows += noted.smallPercentRows;
  }
  return all;
}
