/**
 * Finds the people of a file of another payroll on the roster: by number, or by name if the file has no numbers.
 *
 * Nobody is paid by what is found here, so small differences of writing are accepted and told: a number without its
 * leading zeros, or a name with the last name first. Payments of one person add up.
 */
import type { Issue } from '#errors.ts';
import type { NetPaysFileRow } from '#files/net-pays-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { counted } from '#text/counted.ts';
import { nearKey } from '#text/key-text.ts';

export interface PersonThere {
  /** Null: nobody here has the number or the name. */
  readonly employeeId: number | null;
  readonly number: string | null;
  readonly name: string | null;
  /** By column. */
  readonly amounts: ReadonlyMap<string, bigint>;
}

interface PeopleHere {
  /** Number → employee. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly named: readonly { readonly employeeId: number; readonly name: string }[];
}

interface Found {
  readonly people: readonly PersonThere[];
  readonly notes: readonly FileNote[];
  readonly issues: readonly Issue[];
}

export function peopleThere(rows: Iterable<NetPaysFileRow>, here: PeopleHere): Found {
  const finder = finderOf(here);
  const people = new Map<string, PersonThere & { amounts: Map<string, bigint> }>();
  const issues: Issue[] = [];
  const otherwise: string[] = [];
  const several = new Set<string>();
  for (const row of rows) {
    if (row.isTotal) continue;
    const found = finder(row);
    if (found === 'unclear') {
      const message = `${row.name} is the name of several people. Add their numbers.`;
      issues.push({ pointer: `row ${row.rowNumber}`, code: 'name_unclear', message });
      continue;
    }
    if (found.isOtherwise) otherwise.push(row.number ?? row.name ?? '');
    const key =
      found.employeeId === null ? `${row.number ?? ''} ${row.name ?? ''}` : `#${found.employeeId}`;
    const { number, name } = row;
    const known = people.get(key);
    if (known !== undefined) several.add(number ?? name ?? '');
    const person = known ?? {
      employeeId: found.employeeId,
      number,
      name,
      amounts: new Map<string, bigint>(),
    };
    for (const [column, amount] of row.amounts) {
      person.amounts.set(column, (person.amounts.get(column) ?? 0n) + amount);
    }
    people.set(key, person);
  }
  const notes = [
    ...noteOf('written_otherwise', otherwise),
    ...noteOf('payments_added', [...several]),
  ];
  return { people: [...people.values()], notes, issues };
}

const shownMax = 10;

function noteOf(
  code: 'written_otherwise' | 'payments_added',
  people: readonly string[],
): readonly FileNote[] {
  if (people.length === 0) return [];
  const more = people.length > shownMax ? ' …' : '';
  const shown = `${people.slice(0, shownMax).join(', ')}${more}`;
  const message =
    code === 'payments_added'
      ? `${counted(people.length, 'person')} with several payments, which were added up: ${shown}.`
      : `${counted(people.length, 'number')} or names are written otherwise here, and were recognized: ${shown}.`;
  return [{ code, message, facts: { people: people.slice(0, shownMax) } }];
}

type Finding = { readonly employeeId: number | null; readonly isOtherwise: boolean } | 'unclear';

function finderOf({ numbers, named }: PeopleHere): (row: NetPaysFileRow) => Finding {
  const near = new Map<string, number | null>();
  for (const [number, employeeId] of numbers) {
    const key = nearNumber(number);
    near.set(key, near.has(key) ? null : employeeId);
  }
  const byName = new Map<string, number[]>();
  for (const { employeeId, name } of named) {
    const key = nameKey(name);
    byName.set(key, [...(byName.get(key) ?? []), employeeId]);
  }
  return ({ number, name }) => {
    if (number !== null) {
      const exact = numbers.get(number);
      if (exact !== undefined) return { employeeId: exact, isOtherwise: false };
      const twin = near.get(nearNumber(number)) ?? null;
      return { employeeId: twin, isOtherwise: twin !== null };
    }
    const found = byName.get(nameKey(name ?? '')) ?? [];
    if (found.length > 1) return 'unclear';
    return { employeeId: found[0] ?? null, isOtherwise: false };
  };
}

/** A spreadsheet drops leading zeros. */
function nearNumber(number: string): string {
  return nearKey(number).replace(/^0+(?=.)/, '');
}

/** `Lovelace, Ada M.` is `ada lovelace m`: the words in any order, without a comma, a point or an accent. */
function nameKey(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .sort()
    .join(' ');
}
