/**
 * Finds the people of a file of another payroll on the roster: by number, or by name if the file has no numbers.
 *
 * Nobody is paid by what is found here, so small differences of writing are accepted and told: a number without its
 * leading zeros, or a name with the last name first. Payments of one person add up. A number whose person has quite
 * another name here is told.
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
  /** Rows whose person cannot be told. */
  readonly issues: readonly Issue[];
}

export function peopleThere(rows: Iterable<NetPaysFileRow>, here: PeopleHere): Found {
  const finder = finderOf(here);
  const people = new Map<string, PersonThere & { amounts: Map<string, bigint> }>();
  const issues: Issue[] = [];
  const otherwise: string[] = [];
  const several = new Set<string>();
  const renamed: string[] = [];
  for (const row of rows) {
    if (row.isTotal) continue;
    const found = finder(row);
    if (found === 'unclear') {
      const message = `${row.name} is the name of several people. Add their numbers.`;
      issues.push({ pointer: `row ${row.rowNumber}`, code: 'name_unclear', message });
      continue;
    }
    if (found.otherName !== null)
      renamed.push(`${row.number ?? ''} (${row.name ?? ''} there, ${found.otherName} here)`);
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
    ...noteOf('other_names', renamed),
  ];
  return { people: [...people.values()], notes, issues };
}

const shownMax = 10;

function noteOf(
  code: 'written_otherwise' | 'payments_added' | 'other_names',
  people: readonly string[],
): readonly FileNote[] {
  if (people.length === 0) return [];
  const more = people.length > shownMax ? ' …' : '';
  const shown = `${people.slice(0, shownMax).join(', ')}${more}`;
  const message = {
    payments_added: `${counted(people.length, 'person')} with several payments, which were added up: ${shown}.`,
    written_otherwise: `Recognized, although written differently here: ${shown}.`,
    other_names: `${counted(people.length, 'number')} with another name here. Are they the same people? ${shown}.`,
  }[code];
  return [{ code, message, facts: { people: people.slice(0, shownMax) } }];
}

interface FoundPerson {
  readonly employeeId: number | null;
  readonly isOtherwise: boolean;
  /** The name here, if it has no word in common with the one there. */
  readonly otherName: string | null;
}
type Finding = FoundPerson | 'unclear';

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
  const nameHere = new Map(named.map((one) => [one.employeeId, one.name]));
  return ({ number, name }) => {
    if (number !== null) {
      const exact = numbers.get(number);
      const employeeId = exact ?? near.get(nearNumber(number)) ?? null;
      const here = employeeId === null ? undefined : nameHere.get(employeeId);
      const isOther = here !== undefined && name !== null && !shareWord(here, name);
      const isOtherwise = exact === undefined && employeeId !== null;
      return { employeeId, isOtherwise, otherName: isOther ? here : null };
    }
    const found = byName.get(nameKey(name ?? '')) ?? [];
    if (found.length > 1) return 'unclear';
    return { employeeId: found[0] ?? null, isOtherwise: false, otherName: null };
  };
}

function shareWord(one: string, other: string): boolean {
  const words = new Set(nameKey(one).split(' '));
  return nameKey(other)
    .split(' ')
    .some((word) => words.has(word));
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
