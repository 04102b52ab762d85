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
  /** Null: there is nothing to say against it. */
  problemWith(employeeNumber: string): { readonly code: string; readonly message: string } | null;
}

export const anybody: People = { problemWith: () => null };

/** Those of these numbers. Reported: employee_unknown. */
export function peopleOf(known: { has(employeeNumber: string): boolean }): People {
  return {
    problemWith: (employeeNumber) =>
      known.has(employeeNumber)
        ? null
        : {
            code: 'employee_unknown',
            message: `No employee ${employeeNumber} is on the roster.`,
          },
  };
}

/** Of files with one row a person. */
export function employeeKey({ employeeNumber }: { readonly employeeNumber: string }): RowKey {
  const what = `Employee ${employeeNumber}`;
  return { key: employeeNumber, column: 'employee_id', code: 'employee_twice', what };
}

export function readEmployee(reader: RowReader, people: People): string {
  const column = 'employee_id';
  const employeeNumber = reader.requiredText(column, { lengthMax: 64 });
  const problem = employeeNumber === '' ? null : people.problemWith(employeeNumber);
  if (problem !== null) reader.report({ column, ...problem });
  return employeeNumber;
}
