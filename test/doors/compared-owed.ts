/** The questions about pay before it is paid, pay that is owed for paid periods, and what a reversal would undo. */
import type { Compared } from './compared-questions.ts';

const why = 'a test';
const day = (text: string) => Temporal.PlainDate.from(text);

export const owedQuestions: readonly Compared[] = [
  {
    verb: 'preview',
    method: 'periods.explainPreview',
    args: ({ officePeriodId }) => ['preview', String(officePeriodId), '--explain', 'E3'],
    ask: ({ library, officePeriodId: periodId }) =>
      library.periods.explainPreview({ periodId, number: 'E3' }),
  },
  {
    verb: 'owed list',
    method: 'owed.list',
    args: () => ['owed', 'list'],
    ask: ({ library }) => library.owed.list(),
  },
  {
    verb: 'owed pay',
    method: 'owed.pay',
    args: () => ['owed', 'pay', 'E6', '--why', why, '--dry-run'],
    ask: ({ library }) => library.owed.pay({ number: 'E6', why, dryRun: true }),
  },
  {
    verb: 'owed pay',
    method: 'owed.payOffCycle',
    args: () => [
      'owed',
      'pay',
      'E5',
      '--off-cycle',
      '--on',
      '2026-12-18',
      '--why',
      why,
      '--dry-run',
    ],
    ask: ({ library }) =>
      library.owed.payOffCycle({ number: 'E5', payOn: day('2026-12-18'), why, dryRun: true }),
  },
  {
    verb: 'owed drop',
    method: 'owed.drop',
    args: () => ['owed', 'drop', 'E6', '--why', why, '--dry-run'],
    ask: ({ library }) => library.owed.drop({ number: 'E6', why, dryRun: true }),
  },
  {
    verb: 'owed take-back',
    method: 'owed.takeBack',
    args: () => ['owed', 'take-back', 'E7', '--instalment', '5%', '--why', why, '--dry-run'],
    ask: ({ library }) =>
      library.owed.takeBack({ number: 'E7', instalment: '5%', why, dryRun: true }),
  },
  {
    verb: 'runs reverse',
    method: 'runs.reverse',
    args: ({ runId }) => [
      ...['runs', 'reverse', String(runId), '--employee', 'E1', '--why', 'wrong hours'],
      '--dry-run',
    ],
    ask: ({ library, runId }) =>
      library.runs.reverse({ runId, employees: ['E1'], why: 'wrong hours', dryRun: true }),
  },
  {
    verb: 'runs correct',
    method: 'runs.correct',
    args: ({ owingRunId }) => [
      ...['runs', 'correct', String(owingRunId), 'E5', '--why', 'a late raise', '--dry-run'],
    ],
    ask: ({ library, owingRunId: runId }) =>
      library.runs.correct({ runId, employees: ['E5'], why: 'a late raise', dryRun: true }),
  },
];
