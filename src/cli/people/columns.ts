/** `paybeat columns save|list|show|remove`: the column map of a company for a kind of file, saved once. */
import { Argument, type Command, Option } from 'commander';
import type { ListedCompany } from '#answers/companies.ts';
import {
  columnsSavedShape,
  type SavedMap,
  savedMapShape,
  savedMapsShape,
} from '#answers/saved-columns.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { type Answer, answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { type FileKind, fileKinds } from '#operations/people/file-kinds.ts';
import {
  type ColumnsSaved,
  listSavedColumns,
  removeSavedColumns,
  saveColumns,
  showSavedColumns,
} from '#operations/people/saved-columns.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly company?: string;
}

const about = 'save what the columns of an export mean, once for each kind of file';
const ofCompany = ['--company <code>', 'code of the company; needed if there are several'] as const;

export function registerColumns(program: Command, cli: CliContext): void {
  registerSave(program, cli);
  registerList(program, cli);
  registerOne(program, cli, 'show');
  registerOne(program, cli, 'remove');
}

function registerSave(program: Command, cli: CliContext): void {
  const save = group(program, 'columns', about)
    .command('save')
    .description('save a column map; later imports with foreign headers use it')
    .argument('<file>', 'JSON file that says what the columns of an export mean')
    .addOption(new Option('--kind <kind>', 'kind of file').choices(fileKinds).makeOptionMandatory())
    .option(...ofCompany)
    .action(
      cli.verb(async (file: string, options: Options & { readonly kind: FileKind }) => {
        const map = await cli.readJson(file);
        if (!map.ok) return map;
        return inCompany(cli, options, async (world, company) => {
          const done = await saveColumns(world, { company, kind: options.kind, map: map.value });
          if (!done.ok) return done;
          return answer({
            json: columnsSavedShape(company, done.value),
            text: (page) => {
              for (const line of savedInWords(company, done.value)) page.sentence(line);
            },
          });
        });
      }),
    );
  withExamples(save, [
    'paybeat columns save examples/exports/gusto-hours.columns.json --kind hours',
    'paybeat columns save adp.columns.json --kind hours --company acme',
  ]);
}

function savedInWords(
  { code }: ListedCompany,
  { saved, isReplaced, changes }: ColumnsSaved,
): readonly string[] {
  const files = `${saved.kind} files of ${code}`;
  if (!isReplaced) {
    return [
      `Saved the column map for ${files}.`,
      'Imports of such a file now use it by themselves.',
    ];
  }
  if (changes.length === 0) return ['Nothing changed: this column map is already saved.'];
  return [
    `Replaced the column map for ${files}: ${counted(changes.length, 'change')}.`,
    ...changes.map(
      ({ part, before, after }) => `  ${part}: ${inWords(before)} → ${inWords(after)}`,
    ),
  ];
}

function inWords(value: unknown): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}

function registerList(program: Command, cli: CliContext): void {
  const list = group(program, 'columns', about)
    .command('list')
    .description('list the saved column maps of a company')
    .option(...ofCompany)
    .action(
      cli.verb((options: Options) =>
        inCompany(cli, options, async (world, company) => {
          const rows = await listSavedColumns(world, { company });
          return answer({
            json: savedMapsShape(company, rows),
            text: (page) =>
              page.table({
                columns: [{ title: 'kind' }, { title: 'saved by' }, { title: 'on' }],
                rows: rows.map(({ kind, savedBy, savedAt }) => [
                  ...[kind, actorNamed(savedBy), dayOf(savedAt)],
                ]),
                whenEmpty: 'No column map is saved.',
              }),
          });
        }),
      ),
    );
  withExamples(list, ['paybeat columns list', 'paybeat columns list --company acme --json']);
}

const ones = {
  show: { description: 'show a saved column map', act: showSavedColumns },
  remove: { description: 'remove a saved column map', act: removeSavedColumns },
} as const;

function registerOne(program: Command, cli: CliContext, verb: 'show' | 'remove'): void {
  const { description, act } = ones[verb];
  const command = group(program, 'columns', about)
    .command(verb)
    .description(description)
    .addArgument(new Argument('<kind>', 'kind of file').choices(fileKinds))
    .option(...ofCompany)
    .action(
      cli.verb((kind: FileKind, options: Options) =>
        inCompany(cli, options, async (world, company) => {
          const done = await act(world, { company, kind });
          if (!done.ok) return done;
          return answer({
            json: savedMapShape(company, done.value),
            text: (page) => page.sentence(oneInWords(company, { verb, row: done.value })),
          });
        }),
      ),
    );
  withExamples(command, [
    `paybeat columns ${verb} hours`,
    `paybeat columns ${verb} hours --company acme`,
  ]);
}

function oneInWords(
  { code }: ListedCompany,
  { verb, row }: { readonly verb: 'show' | 'remove'; readonly row: SavedMap },
): string {
  const { kind, map, savedBy, savedAt } = row;
  return verb === 'remove'
    ? `Removed the column map for ${kind} files of ${code}. Imports of such a file need --columns again.`
    : `Saved by ${actorNamed(savedBy)} on ${dayOf(savedAt)}:\n${JSON.stringify(map, null, 2)}`;
}

function dayOf(instant: Temporal.Instant): string {
  return instant.toString().slice(0, 10);
}

function inCompany<T>(
  cli: CliContext,
  options: Options,
  act: (world: World, company: ListedCompany) => Promise<Answer<T>>,
) {
  return cli.withWorld(async (world) => {
    const company = await findCompany(world, options.company ?? null);
    return company.ok ? act(world, company.value) : company;
  });
}
