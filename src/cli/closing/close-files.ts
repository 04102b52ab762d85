/** What each file of a closed month is for. */
import type { ClosedMonth } from '#operations/closing/close-month.ts';

const known: Readonly<Record<string, string>> = {
  'register.csv': 'Everybody whom the runs paid, a row for each person and run, with totals by run',
  'register-by-person.csv': 'Everybody whom the runs paid, one row for each person',
  'register-by-department.csv': 'The sums of each department',
  'journal.csv': 'The postings of all runs by account, cost centre and department',
  'journal.beancount': 'The same postings for Beancount',
  'journal.hledger': 'The same postings for hledger',
  'liabilities.csv': 'Taxes, deductions and contributions by pay date, with payee and due date',
  'owed.csv': 'What is still owed to each person, or was paid too much',
  'summary.json': 'This page for programs',
  'index.html': 'This page',
  SHA256SUMS: 'The checksums of all files',
};

export function fileInWords(path: string, { quarter }: Pick<ClosedMonth, 'quarter'>): string {
  const [, run, what] = /^runs\/run-(\d+)-(register|certificate)\./.exec(path) ?? [];
  if (what === 'register') return `Everybody in run ${run}`;
  if (what === 'certificate') return `The signed certificate of run ${run}`;
  if (path.startsWith('quarter-') && quarter !== null) {
    return 'The lines of the quarterly returns, up to the end of the month';
  }
  return known[path] ?? '';
}
