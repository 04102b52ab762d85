/** Shows locks in a table. */

import type { Column } from '#cli/table.ts';
import type { ListedLock } from '#operations/locks/list-locks.ts';
import { durationInWords } from './times.ts';

export const lockColumns: readonly Column[] = [
  { title: 'lock', isLong: true },
  { title: 'period', align: 'right' },
  { title: 'owner', isLong: true },
  { title: 'host' },
  { title: 'pid', align: 'right' },
  { title: 'owner is' },
  { title: 'age', align: 'right' },
];

export function lockCells(lock: ListedLock): readonly string[] {
  const { name, periodId, holder, ownerState, ageSeconds } = lock;
  return [
    name,
    periodId === null ? '' : String(periodId),
    holder?.owner ?? 'another program',
    holder?.host ?? '',
    holder === null ? '' : String(holder.pid),
    ownerState,
    ageSeconds === null ? 'unknown' : durationInWords(ageSeconds),
  ];
}
