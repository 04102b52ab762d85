/** The questions about pay that is owed for paid periods. */
import type { Compared } from './compared-questions.ts';

const why = 'a test';

export const owedQuestions: readonly Compared[] = [
  {
    verb: 'owed list',
    method: 'owed.list',
    args: () => ['owed', 'list'],
    ask: ({ library }) => library.owed.list(),
  },
  {
    verb: 'owed pay',
    method: 'owed.pay',
    args: () => ['owed', 'pay', 'E4', '--why', why, '--dry-run'],
    ask: ({ library }) => library.owed.pay({ number: 'E4', why, dryRun: true }),
  },
  {
    verb: 'owed drop',
    method: 'owed.drop',
    args: () => ['owed', 'drop', 'E4', '--why', why, '--dry-run'],
    ask: ({ library }) => library.owed.drop({ number: 'E4', why, dryRun: true }),
  },
  {
    verb: 'owed take-back',
    method: 'owed.takeBack',
    args: () => ['owed', 'take-back', 'E1', '--instalment', '5%', '--why', why, '--dry-run'],
    ask: ({ library }) =>
      library.owed.takeBack({ number: 'E1', instalment: '5%', why, dryRun: true }),
  },
];
