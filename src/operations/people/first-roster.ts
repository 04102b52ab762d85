/**
 * The first roster of a company. All people are new, so their rows are written as they are read.
 *
 * The result is the one of a comparison with nothing: the same rows, audit and notes.
 */

import type { Refused } from '#errors.ts';
import type { RosterFile } from '#files/roster-file.ts';
import type { Writing } from '#store/store.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import {
  assertCopied,
  copyRosterSlice,
  firstSizes,
  twinsInCompany,
} from '#store/writes/first-roster.ts';
import { type MayBeTwins, twinsRefused } from './case-twins.ts';
import type { ImportProgress } from './import-in-slices.ts';
import { eachSlice, type SlicesAsk } from './roster-slices.ts';

export interface FirstRoster {
  readonly revision: number;
  readonly items: number;
  readonly unscheduled: number;
  /** Null: no two numbers are nearly the same. */
  readonly twins: Refused | null;
}

export async function writeFirstRoster(
  tx: Writing,
  ask: SlicesAsk & MayBeTwins & { readonly progress: ImportProgress },
): Promise<FirstRoster> {
  const { file, companyId, progress } = ask;
  const { sliceRows } = progress.sent(file.rowCount);
  const tell = progress.written(file.rowCount);
  const revision = await raiseInputRevision(tx, companyId);
  let [people, items, unscheduled] = [0, 0, 0];
  const keys = new OddKeys();
  const sizes = firstSizes(tx);
  await eachSlice({ ...ask, to: { companyId, revision }, sliceRows }, async (slice) => {
    await copyRosterSlice(tx, { companyId, slice, sizes });
    people += slice.rows;
    items += slice.itemCount;
    unscheduled += slice.unscheduled;
    keys.look(slice.numbers);
    tell(people);
  });
  for (const size of Object.values(sizes)) await size.end();
  await assertCopied(tx, { companyId, revision, people, items });
  const twins = keys.mayBeTwins(ask) ? await twinsIn(tx, ask) : null;
  return { revision, items, unscheduled, twins };
}

/** Whether numbers can be nearly the same at all. Most rosters have numbers of one kind, and need no comparison. */
class OddKeys {
  #hasCapital = false;
  #hasSmall = false;
  #hasBlank = false;
  #hasDecimal = false;
  #hasZero = false;
  #shortest = Infinity;
  #longest = 0;

  look(numbers: readonly string[]): void {
    const all = numbers.join('');
    this.#hasCapital ||= all !== all.toLowerCase();
    this.#hasSmall ||= all !== all.toUpperCase();
    this.#hasBlank ||= all.includes(' ');
    const hasPoint = all.includes('.');
    for (const number of numbers) {
      if (number.length < this.#shortest) this.#shortest = number.length;
      if (number.length > this.#longest) this.#longest = number.length;
      this.#hasZero ||= number.startsWith('0');
      this.#hasDecimal ||= hasPoint && number.endsWith('.0');
    }
  }

  /** Capitals need both kinds of letters; a leading zero needs numbers of several lengths. */
  mayBeTwins({ allowCaseTwins, allowNearTwins }: MayBeTwins): boolean {
    if (allowNearTwins === true) return false;
    const isSpread = this.#shortest !== this.#longest;
    const haveCase = this.#hasCapital && this.#hasSmall && allowCaseTwins !== true;
    return haveCase || this.#hasBlank || this.#hasDecimal || (this.#hasZero && isSpread);
  }
}

async function twinsIn(
  tx: Writing,
  ask: MayBeTwins & { readonly companyId: number; readonly file: RosterFile },
): Promise<Refused | null> {
  const found = await twinsInCompany(tx, ask.companyId);
  if (found.length === 0) return null;
  const knownOf = new Map(found.map(({ written, known }) => [written, known]));
  const twins = [];
  for (const { employeeNumber, rowNumber } of ask.file.rows()) {
    const known = knownOf.get(employeeNumber);
    if (known === undefined) continue;
    twins.push({
      rowNumber,
      employeeNumber,
      written: employeeNumber,
      known,
      column: 'employee_id',
    });
  }
  return twinsRefused('roster', { ...ask, twins });
}
