/** Questions about dated tax forms. */
import type { Compared } from './compared-questions.ts';
import { forms } from './two-doors.ts';

const bytes = (text: string) => Buffer.from(text);

export const formsQuestions: readonly Compared[] = [
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
