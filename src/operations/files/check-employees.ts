/**
 * Whether every row of a file is about somebody on the roster.
 *
 * Called by the operations, which know the roster; all or nothing, as the file itself.
 */

import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import { FileIssues } from './file-issues.ts';
import type { TypedFile } from './typed-file.ts';

interface AboutEmployee {
  readonly rowNumber: number;
  readonly employeeNumber: string;
}

/** Refusal: file_refused with employee_unknown for every row of a number that is not known. */
export function checkEmployees<Row extends AboutEmployee>(
  file: TypedFile<Row>,
  ask: { readonly what: string; readonly known: { has(employeeNumber: string): boolean } },
): Answer<TypedFile<Row>> {
  const issues = new FileIssues();
  for (const { rowNumber, employeeNumber } of file.rows()) {
    if (ask.known.has(employeeNumber)) continue;
    const message = `No employee ${employeeNumber} is on the roster.`;
    issues.add({ row: rowNumber, column: 'employee_id', code: 'employee_unknown', message });
  }
  return issues.count === 0 ? answer(file) : issues.refusal(ask.what);
}
