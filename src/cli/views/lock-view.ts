/** How a lock is shown, in a table and in JSON. */

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

export function lockJson(lock: ListedLock): object {
  const { name, periodId, holder, ownerState, ageSeconds, acquiredAt, expiresAt } = lock;
  return {
    name,
    periodId,
    owner: holder?.owner ?? null,
    host: holder?.host ?? null,
    pid: holder?.pid ?? null,
    ownerState,
    ageSeconds,
    acquiredAt: acquiredAt?.toString() ?? null,
    expiresAt: expiresAt?.toString() ?? null,
  };
}
