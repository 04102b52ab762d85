/**
 * The employee whom a row is about, and whether a row may be about them.
 *
 * The operations know the roster; what they say of a number is reported with whatever else is wrong
 * with its row.
 */

import type { RowReader } from './row-reader.ts';
import type { RowKey } from './typed-file.ts';

/** Who a row may be about. */
export interface People {
  has(employeeNumber: string): boolean;
  /** Null: there is nothing to say against it. */
  problemWith(employeeNumber: string): { readonly code: string; readonly message: string } | null;
}

/** Numbers, whatever else is known by them. */
type Known = Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>;

/** Those of these numbers. Reported: employee_unknown. */
export function peopleOf(known: Known): People {
  let folded: ReadonlyMap<string, string> | null = null;
  const twinOf = (employeeNumber: string): string | undefined => {
    // A file of many unknown numbers would otherwise go through all that are known for each.
    folded ??= new Map([...known.keys()].map((one) => [one.toLowerCase(), one]));
    return folded.get(employeeNumber.toLowerCase());
  };
  return {
    has: (employeeNumber) => known.has(employeeNumber),
    problemWith: (employeeNumber) => {
      if (known.has(employeeNumber)) return null;
      const twin = twinOf(employeeNumber);
      const guess = twin === undefined ? '' : ` Did you mean ${twin}? Capital letters matter.`;
      const message = `No employee ${employeeNumber} is on the roster.${guess}`;
      return { code: 'employee_unknown', message };
    },
  };
}

/** Of files with one row a person. */
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
