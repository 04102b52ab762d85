/** Questions about a company: its settings, and the plan of coming from the Django design. */
import { resolve } from 'node:path';
import type { Compared } from './compared-questions.ts';

const dump = resolve('test', 'scenarios', 'data', 'django', 'copy.sql');

export const comingQuestions: readonly Compared[] = [
  {
    verb: 'company settings',
    method: 'companies.settings',
    args: () => ['company', 'settings'],
    ask: ({ library }) => library.companies.settings({}),
  },
  {
    verb: 'import django',
    method: 'import.django',
    args: () => [
      ...['import', 'django', '--dump', dump, '--company', '1=acme'],
      ...['--hire-date', '2024-01-01', '--filing-status', 'single'],
    ],
    ask: ({ library }) =>
      library.import.django({
        ...{ dump, companies: ['1=acme'], hireOn: '2024-01-01', filingStatus: 'single' },
      }),
  },
];
