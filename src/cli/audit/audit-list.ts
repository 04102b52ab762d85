/** `paybeat audit list`: who did what in a company, and when. */

import { type Command, Option } from 'commander';
import { auditEventShape, auditHeadShape } from '#answers/audit.ts';
import { dateArgument, rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { streamOutputFile } from '#cli/output-file.ts';
import { streamList } from '#cli/streamed-list.ts';
import type { Column } from '#cli/table.ts';
import { localTime } from '#cli/views/times.ts';
import { answer } from '#errors.ts';
import { exportAudit, type ListedAudit, listAudit } from '#operations/audit/list-audit.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly company?: string;
  readonly subject?: string;
  readonly actor?: string;
  readonly from?: Temporal.PlainDate;
  readonly to?: Temporal.PlainDate;
  readonly csv?: boolean;
  readonly limit?: number;
  readonly after?: string;
  readonly output?: string;
  readonly overwrite?: boolean;
}

export const auditNoun = 'who did what and when, and the proof that nobody changed it';

/** Rows of a table, unless somebody wants more. CSV and JSON have all. */
const tableRows = 50;

export function registerAuditList(program: Command, cli: CliContext): void {
  const command = group(program, 'audit', auditNoun)
    .command('list')
    .description('list who did what in a company, the newest first')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--subject <subject>', 'only about this, such as run:3 or period:7', someText)
    .option('--actor <actor>', 'only of this actor, such as ada or worker:host-4711', someText)
    .option('--from <date>', "first day, in the company's time zone", dateArgument)
    .option('--to <date>', 'last day, included', dateArgument)
    .option(
      '--limit <count>',
      `at most so many; default: ${tableRows} in a table, else all`,
      rowNumber,
    )
    .option('--after <place>', 'go on where an earlier list ended')
    .addOption(new Option('--csv', 'print CSV').conflicts('output'))
    .addOption(
      new Option(
        '--output <file>',
        'write the rows to a file, the oldest first, each as a line of JSON',
      ).conflicts(['limit', 'after']),
    )
    .option('--overwrite', 'overwrite an existing file')
    .action(
      cli.verb((options: Options) =>
        cli.withWorld(async (world) => {
          const found = await findCompany(world, options.company ?? null);
          if (!found.ok) return found;
          const company = found.value;
          if (options.output !== undefined) return exported(cli, world, { options, company });
          const isCsv = options.csv === true;
          const isTable = !isCsv && !cli.out.isJson;
          return streamList<ListedAudit>(cli, {
            ...{ isCsv, after: options.after },
            limit: options.limit ?? (isTable ? tableRows : undefined),
            page: (place) =>
              listAudit(world, {
                ...{ company, subject: options.subject ?? null, actor: options.actor ?? null },
                ...{ fromOn: options.from ?? null, toOn: options.to ?? null, ...place },
              }),
            head: auditHeadShape,
            name: 'events',
            rows: ({ events }) => events.map(auditEventShape),
            currency: () => company.currency,
            csvColumns: ['seq', 'at', 'actor', 'action', 'subject', 'facts', 'hash'],
            csv: ({ events }) => events.map(csvOf),
            columns,
            cells: ({ events }) => events.map((one) => cellsOf(one, company.timeZone)),
            whenEmpty: 'No audit event matches.',
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat audit list --subject run:3',
    'paybeat audit list --actor ada --from 2026-11-01 --to 2026-11-30',
    'paybeat audit list --company acme --csv > audit.csv',
    'paybeat audit list --output audit.jsonl',
  ]);
}

/** The whole log, or the part of it that the options name. Only the whole log can be verified. */
async function exported(
  cli: CliContext,
  world: World,
  { options, company }: { readonly options: Options; readonly company: ListedAudit['company'] },
): Promise<VerbAnswer> {
  const { output: name = '', overwrite = false } = options;
  const file = { path: cli.resolve(name), name, overwrite };
  const of = { company, subject: options.subject ?? null, actor: options.actor ?? null };
  const days = { fromOn: options.from ?? null, toOn: options.to ?? null };
  const written = await streamOutputFile(file, (write) =>
    exportAudit(world, { ...of, ...days }, write),
  );
  if (!written.ok) return written;
  const { bytes, value } = written.value;
  return answer({
    json: { written: name, bytes, events: value.events },
    text: (page) => page.sentence(`Wrote ${counted(value.events, 'row')} to ${name}.`),
  });
}

type Listed = ListedAudit['events'][number];

const columns: readonly Column[] = [
  { title: 'row', align: 'right' },
  { title: 'time' },
  { title: 'actor', isLong: true },
  { title: 'action' },
  { title: 'subject' },
  { title: 'facts', isLong: true, isSpare: true },
];

function cellsOf({ seq, at, actor, action, subject, facts }: Listed, zone: string) {
  return [String(seq), localTime(at, zone), actorNamed(actor), action, subject, facts];
}

/** The checksum begins with its kind: a spreadsheet could read digits as a number. */
function csvOf({ seq, at, actor, action, subject, facts, hash }: Listed): readonly string[] {
  return [String(seq), at.toString(), actor, action, subject, facts, `sha256:${hash}`];
}
