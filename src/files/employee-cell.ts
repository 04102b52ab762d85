/**
 * The employee of a row, and whether the row may be about them.
 *
 * The operations know the roster. What they report about a number is listed with the other errors
 * of its row.
 */

import { isCaseTwin, nearDifferences, nearKey } from '#text/key-text.ts';
import type { RowReader } from './row-reader.ts';
import type { RowKey } from './typed-file.ts';

/** The employees whom a row may name. */
export interface People {
  has(employeeNumber: string): boolean;
  /** Null: there is no problem. */
  problemWith(employeeNumber: string): { readonly code: string; readonly message: string } | null;
}

/** Employee numbers, as the keys of any map. */
type Known = Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>;

/** Accepts only these employee numbers. Reported: employee_unknown. */
export function peopleOf(known: Known): People {
  let folded: ReadonlyMap<string, string> | null = null;
  const twinOf = (employeeNumber: string): string | undefined => {
    // Built once: otherwise each unknown number would cost a pass over all known numbers.
    folded ??= new Map([...known.keys()].map((one) => [nearKey(one), one]));
    return folded.get(nearKey(employeeNumber));
  };
  return {
    has: (employeeNumber) => known.has(employeeNumber),
    problemWith: (employeeNumber) => {
      if (known.has(employeeNumber)) return null;
      const twin = twinOf(employeeNumber);
      const guess =
        twin === undefined ? '' : ` Did you mean ${twin}? ${matter(employeeNumber, twin)}`;
      const message = `No employee ${employeeNumber} is on the roster.${guess}`;
      return { code: 'employee_unknown', message };
    },
  };
}

function matter(written: string, known: string): string {
  if (isCaseTwin(written, known)) return 'Capital letters matter.';
  return `They differ in ${nearDifferences(written, known)}.`;
}

/** The key for files with one row for each employee. */
export function employeeKey({ employeeNumber }: { readonly employeeNumber: string }): RowKey {
  const what = `Employee ${employeeNumber}`;
  const of = ['employee_id'];
  return { key: employeeNumber, of, column: 'employee_id', code: 'employee_twice', what };
}

export function readEmployee(reader: RowReader, people: People): string {
  const column = 'employee_id';
  const employeeNumber = reader.requiredKey(column, { lengthMax: 64, known: people.has });
  const problem = employeeNumber === '' ? null : people.problemWith(employeeNumber);
  if (problem !== null) reader.report({ column, ...problem });
  return employeeNumber;
}
