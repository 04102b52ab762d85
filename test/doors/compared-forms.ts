/** Questions about dated items and tax forms. */
import type { Compared } from './compared-questions.ts';
import { forms, items } from './two-doors.ts';

const bytes = (text: string) => Buffer.from(text);

export const formsQuestions: readonly Compared[] = [
  {
    verb: 'items import',
    method: 'items.import',
    args: ({ paybeat }) => ['items', 'import', paybeat.file('i.csv', items), '--dry-run'],
    ask: ({ library }) => library.items.import({ bytes: bytes(items), dryRun: true }),
  },
  {
    verb: 'items list',
    method: 'items.list',
    args: () => ['items', 'list'],
    ask: ({ library }) => library.items.list(),
  },
  {
    verb: 'forms import',
    method: 'forms.import',
    args: ({ paybeat }) => ['forms', 'import', paybeat.file('f.csv', forms), '--dry-run'],
    ask: ({ library }) => library.forms.import({ bytes: bytes(forms), dryRun: true }),
  },
  {
    verb: 'forms list',
    method: 'forms.list',
    args: () => ['forms', 'list'],
    ask: ({ library }) => library.forms.list(),
  },
];
