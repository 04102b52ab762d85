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
> & {
  /** What changed, by whom and when. Empty: nothing, or nobody looked. */
  readonly changed?: string;
};

/** More people than this with the same reason share one row. */
const alikeMax = 10;
const namedOfMany = 3;

/** Employee, name, disposition, reason, what to do. */
type ExceptionCells = readonly [string, string, string, string, string];

interface HowShown {
  readonly isAll: boolean;
  /** People with this code; the listed ones if omitted. A preview lists only the first hundred. */
  readonly peopleWith?: (code: string) => number;
  /** How to see each person of a shared row. */
  readonly seeEach?: string;
}

export function exceptionRows(
  exceptions: readonly ShownException[],
  { isAll, peopleWith, seeEach = 'see each person: add --all' }: HowShown,
): readonly ExceptionCells[] {
  if (isAll) return exceptions.map(rowOf);
  const alike = Map.groupBy(exceptions, ({ disposition, code }) => `${disposition} ${code}`);
  return [...alike.values()].flatMap((group) => {
    const people = peopleWith?.(group[0]?.code ?? '') ?? group.length;
    return people > alikeMax ? [rowOfMany(group, { people, seeEach })] : group.map(rowOf);
  });
}

function rowOf(one: ShownException): ExceptionCells {
  const { changed = '' } = one;
  const reason = changed === '' ? one.detail : `${one.detail} (${changed})`;
  return [one.number, one.name, one.disposition, reason, adviceInWords(one) ?? ''];
}

function rowOfMany(
  group: readonly ShownException[],
  { people, seeEach }: { readonly people: number; readonly seeEach: string },
): ExceptionCells {
  const [first] = group;
  if (first === undefined) return ['', '', '', '', ''];
  const isOneReason = group.every(({ detail }) => detail === first.detail);
  const [advice = '', ...others] = new Set(group.map((one) => adviceInWords(one) ?? ''));
  return [
    `${countInWords(people)} people`,
    `${group
      .slice(0, namedOfMany)
      .map(({ number }) => number)
      .join(', ')}, …`,
    first.disposition,
    isOneReason ? first.detail : first.code.replaceAll('_', ' '),
    others.length === 0 ? advice : seeEach,
  ];
}
