/**
 * The people who are not paid, and why, as rows. Many people with the same reason share one row,
 * unless every person is requested.
 */

import type { ExceptionSeen } from '#answers/runs.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { countInWords } from './amounts.ts';

export type ShownException = Pick<
  ExceptionSeen,
  'number' | 'name' | 'disposition' | 'code' | 'detail' | 'hint' | 'actions'
>;

/** More people than this with the same reason share one row. */
const alikeMax = 10;
const namedOfMany = 3;

/** Employee, name, disposition, reason, what to do. */
type ExceptionCells = readonly [string, string, string, string, string];

export function exceptionRows(
  exceptions: readonly ShownException[],
  { isAll }: { readonly isAll: boolean },
): readonly ExceptionCells[] {
  if (isAll) return exceptions.map(rowOf);
  const alike = Map.groupBy(exceptions, ({ disposition, code }) => `${disposition} ${code}`);
  return [...alike.values()].flatMap((group) =>
    group.length > alikeMax ? [rowOfMany(group)] : group.map(rowOf),
  );
}

function rowOf(one: ShownException): ExceptionCells {
  return [one.number, one.name, one.disposition, one.detail, adviceInWords(one) ?? ''];
}

function rowOfMany(group: readonly ShownException[]): ExceptionCells {
  const [first] = group;
  if (first === undefined) return ['', '', '', '', ''];
  const isOneReason = group.every(({ detail }) => detail === first.detail);
  const [advice = '', ...others] = new Set(group.map((one) => adviceInWords(one) ?? ''));
  return [
    `${countInWords(group.length)} people`,
    `${group
      .slice(0, namedOfMany)
      .map(({ number }) => number)
      .join(', ')}, …`,
    first.disposition,
    isOneReason ? first.detail : first.code.replaceAll('_', ' '),
    others.length === 0 ? advice : 'see each person: add --all',
  ];
}
