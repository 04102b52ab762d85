/** The questions about registers: everybody whom runs paid. */
import type { Compared } from './compared-questions.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

export const registerQuestions: readonly Compared[] = [
  {
    verb: 'runs register',
    method: 'runs.register',
    args: ({ runId }) => ['runs', 'register', String(runId)],
    ask: ({ library, runId }) => library.runs.register({ runId }),
  },
  {
    verb: 'runs journal',
    method: 'runs.journal',
    args: ({ runId }) => ['runs', 'journal', String(runId)],
    ask: ({ library, runId }) => library.runs.journal({ runId }),
  },
  {
    verb: 'accounts list',
    method: 'accounts.list',
    args: () => ['accounts', 'list'],
    ask: ({ library }) => library.accounts.list(),
  },
  {
    verb: 'accounts set',
    method: 'accounts.set',
    args: () => ['accounts', 'set', 'taxes=2200', '--dry-run'],
    ask: ({ library }) => library.accounts.set({ accounts: { taxes: '2200' }, dryRun: true }),
  },
  {
    verb: 'register',
    method: 'register',
    args: () => ['register', '--from', '2024-01-01', '--to', '2026-12-31'],
    ask: ({ library }) => library.register({ fromOn: day('2024-01-01'), toOn: day('2026-12-31') }),
  },
  {
    verb: 'liabilities list',
    method: 'liabilities.list',
    args: () => ['liabilities', 'list', '--from', '2026-01-01', '--to', '2026-12-31'],
    ask: ({ library }) =>
      library.liabilities.list({ fromOn: day('2026-01-01'), toOn: day('2026-12-31') }),
  },
  {
    verb: 'liabilities quarter',
    method: 'liabilities.quarter',
    args: () => ['liabilities', 'quarter', '2026-Q1'],
    ask: ({ library }) => library.liabilities.quarter({ year: 2026, quarter: 1 }),
  },
  {
    verb: 'liabilities year',
    method: 'liabilities.year',
    args: () => ['liabilities', 'year', '2026'],
    ask: ({ library }) => library.liabilities.year({ year: 2026 }),
  },
  {
    verb: 'liabilities depositor',
    method: 'liabilities.depositor',
    args: () => ['liabilities', 'depositor', '2026'],
    ask: ({ library }) => library.liabilities.depositor({ year: 2026 }),
  },
  {
    verb: 'payslip list',
    method: 'payslips.list',
    args: ({ runId }) => ['payslip', 'list', String(runId)],
    ask: ({ library, runId }) => library.payslips.list({ runId }),
  },
  {
    verb: 'audit list',
    method: 'audit.list',
    args: () => ['audit', 'list', '--subject', 'run:1'],
    ask: ({ library }) => library.audit.list({ subject: 'run:1' }),
  },
  {
    verb: 'verify',
    method: 'verify',
    place: 'invariants',
    args: () => ['verify', '--all'],
    ask: ({ library }) => library.verify({ all: true }),
  },
  {
    verb: 'audit verify',
    method: 'audit.verify',
    args: () => ['audit', 'verify'],
    ask: ({ library }) => library.audit.verify(),
  },
  {
    verb: 'audit head',
    method: 'audit.head',
    args: () => ['audit', 'head'],
    ask: ({ library }) => library.audit.head(),
  },
];
