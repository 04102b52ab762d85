/** Questions about tax tables and calendars, which both doors answer. */
import { madeUp2027 } from '#payslip/taxes/us/tables/made-up-year.fixture.ts';
import type { Compared } from './compared-questions.ts';

const file = JSON.stringify(madeUp2027());

export const tablesQuestions: readonly Compared[] = [
  {
    verb: 'tables load',
    method: 'tables.load',
    args: ({ paybeat }) => [
      ...['tables', 'load', paybeat.file('2027.json', file)],
      ...['--accept-doubts', '--dry-run'],
    ],
    ask: ({ library }) =>
      library.tables.load({ json: madeUp2027(), acceptDoubts: true, dryRun: true }),
  },
  {
    verb: 'tables list',
    method: 'tables.list',
    place: 'tables',
    args: () => ['tables', 'list'],
    ask: ({ library }) => library.tables.list(),
  },
  {
    verb: 'calendar list',
    method: 'calendars.list',
    place: 'calendars',
    args: () => ['calendar', 'list', '--company', 'acme'],
    ask: ({ library }) => library.calendars.list(),
  },
];
