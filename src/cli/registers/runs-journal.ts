/**
 * `paybeat runs journal RUN`: balanced postings by account, cost centre and department, as a table, CSV, JSON, or text of
 * a bookkeeping program. A file gets its name only when the journal is whole.
 */
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { journalHead, postingShape } from '#answers/journals.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { streamOutputFile } from '#cli/output-file.ts';
import { jsonRows } from '#cli/streamed-list.ts';
import { toJsonLine } from '#cli/terminal-text.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { journalText } from '#operations/registers/journal-text.ts';
import { type Journal, openJournal } from '#operations/registers/open-journal.ts';
import { counted } from '#text/counted.ts';
import { showJournal } from './journal-table.ts';

const forms = ['table', 'csv', 'json', 'beancount', 'hledger'] as const;
type JournalForm = (typeof forms)[number];

interface Options {
  readonly form?: JournalForm;
  readonly by?: 'job';
  readonly preview?: boolean;
  readonly accounts: 'commit' | 'now';
  readonly output?: string;
  readonly overwrite?: boolean;
}

export function registerRunsJournal(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('journal')
    .description('list the postings of a run by account, cost centre and department')
    .argument('<run>', 'number of the run', rowNumber)
    .addOption(new Option('--form <form>', 'how to write it').choices(forms).conflicts('json'))
    .addOption(new Option('--by <what>', 'divide the cost by job, too').choices(['job']))
    .option('--preview', 'show a run that is not committed, too')
    .addOption(
      new Option('--accounts <when>', 'the accounts as named at the commit, or now')
        .choices(['commit', 'now'])
        .default('commit'),
    )
    .option('--output <file>', 'write to a file, in the form of its ending')
    .option('--overwrite', 'overwrite an existing file')
    .action(
      cli.verb(async (runId: number, options: Options): Promise<VerbAnswer> => {
        const chosen = formOf(cli, options);
        if (!chosen.ok) return chosen;
        const form = chosen.value;
        return cli.withWorld(async (world) => {
          const journal = await openJournal(world, {
            ...{ runId, preview: options.preview === true, accounts: options.accounts },
            by: options.by,
            form: form === 'beancount' || form === 'hledger' ? form : null,
          });
          return journal.ok ? writeJournal(cli, journal.value, { form, options }) : journal;
        });
      }),
    );
  withExamples(command, [
    'paybeat runs journal 3',
    'paybeat runs journal 3 --form csv > journal.csv',
    'paybeat runs journal 3 --form beancount --output run-3.beancount',
    'paybeat runs journal 4 --preview',
    'paybeat runs journal 3 --by job',
  ]);
}

const endings: Readonly<Record<string, JournalForm>> = {
  ...{ '.csv': 'csv', '.json': 'json', '.beancount': 'beancount', '.bean': 'beancount' },
  ...{ '.hledger': 'hledger', '.journal': 'hledger', '.j': 'hledger' },
};

/** Chosen before anything is read. Refusals: conflicting_options, format_unclear. */
function formOf(cli: CliContext, { form, output, overwrite }: Options): Answer<JournalForm> {
  const flagged = cli.out.isJson ? 'json' : form;
  if (output === undefined) {
    if (overwrite !== true) return answer(flagged ?? 'table');
    const hint = 'name the file, or leave --overwrite out';
    const message = '--overwrite needs --output';
    return refuse({ family: 'usage', code: 'conflicting_options', message, hint });
  }
  const chosen = form ?? endings[extname(output).toLowerCase()] ?? flagged;
  if (chosen !== undefined && chosen !== 'table') return answer(chosen);
  return refuse({
    family: 'usage',
    code: 'format_unclear',
    message: `${output} has no ending that names a form`,
    hint: 'add --form, or name the file .csv, .json, .beancount or .journal',
  });
}

async function writeJournal(
  cli: CliContext,
  journal: Journal,
  { form, options }: { readonly form: JournalForm; readonly options: Options },
): Promise<VerbAnswer> {
  const { output: name, overwrite = false } = options;
  if (form === 'table') {
    return answer({ json: {}, text: (page) => showJournal(page, journal) });
  }
  const parts = form === 'json' ? jsonParts(journal) : journalText(journal, form);
  if (name === undefined) {
    for (const part of parts) {
      cli.out.write(part);
      await cli.out.drained();
      if (!cli.out.hasReader) break;
    }
    return answer(null);
  }
  const file = { path: cli.resolve(name), name, overwrite };
  const written = await streamOutputFile(file, async (write) => {
    for (const part of parts) await write(part);
    return answer(null);
  });
  if (!written.ok) return written;
  const { bytes } = written.value;
  const { isPreview } = journal;
  const postings = journal.postings.length;
  return answer({
    json: { written: name, format: form, bytes, postings, isPreview },
    text: (page) => {
      page.sentence(`Wrote ${counted(postings, 'posting')} to ${name}.`);
      if (isPreview) page.sentence('This is a preview: the run is not committed.');
    },
  });
}

const postingsAtOnce = 1_000;

/** One object on one line, as every answer is. */
function* jsonParts(journal: Journal): Generator<string, void, void> {
  const { postings, run } = journal;
  yield `${toJsonLine(journalHead(journal)).slice(0, -1)},"postings":[`;
  for (let at = 0; at < postings.length; at += postingsAtOnce) {
    const rows = postings.slice(at, at + postingsAtOnce).map(postingShape);
    yield (at === 0 ? '' : ',') + jsonRows(rows, run.currency);
  }
  yield ']}\n';
}
