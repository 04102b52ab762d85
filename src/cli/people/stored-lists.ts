/** `paybeat hours|inputs list PERIOD` and `paybeat roster list`: what is stored, and where it came from. */

import type { Command } from 'commander';
import { entriesHead, personShape, rosterHead, storedEntryShape } from '#answers/stored-inputs.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { streamList } from '#cli/streamed-list.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords, plainAmount } from '#cli/views/amounts.ts';
import { localTime } from '#cli/views/times.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import {
  type ListedEntries,
  type ListedPerson,
  type ListedRoster,
  type ListedSum,
  listEntries,
  listRoster,
  type StoredEntry,
} from '#operations/people/list-stored.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { counted, measured } from '#text/counted.ts';

interface Options {
  readonly company?: string;
  readonly employee?: string;
  readonly csv?: boolean;
}

export function registerStoredLists(program: Command, cli: CliContext): void {
  registerEntries(program, cli, {
    noun: 'hours',
    about: 'hours and one-time amounts for a pay period',
    what: 'list the hours of a period: by employee, code and day, with the file they came from',
    only: 'hours',
  });
  registerEntries(program, cli, {
    noun: 'inputs',
    about: 'hours and amounts by pay code, job and day',
    what: 'list all inputs of a period: by employee, code and day, with the file they came from',
    only: 'all',
  });
  registerRoster(program, cli);
}

const source: readonly Column[] = [
  { title: 'file', isLong: true },
  { title: 'entered by' },
  { title: 'entered', isSpare: true },
];
const sourceNames = ['file', 'entered_by', 'entered_at'];

function registerEntries(
  program: Command,
  cli: CliContext,
  ask: {
    readonly noun: 'hours' | 'inputs';
    readonly about: string;
    readonly what: string;
    readonly only: 'hours' | 'all';
  },
): void {
  const { noun, only } = ask;
  const command = group(program, noun, ask.about)
    .command('list')
    .description(ask.what)
    .argument('<period>', 'number of the pay period', rowNumber)
    .option('--employee <number>', 'only this employee')
    .option('--csv', 'print CSV')
    .action(
      cli.verb((periodId: number, options: Options) =>
        cli.withWorld((world) =>
          streamList<ListedEntries>(cli, {
            isCsv: options.csv === true,
            page: (place) =>
              listEntries(world, {
                ...{ periodId, only, employee: options.employee ?? null, ...place },
              }),
            head: entriesHead,
            name: 'entries',
            rows: ({ entries }) => entries.map(storedEntryShape),
            currency: ({ company }) => company.currency,
            csvColumns: ['employee_id', ...entryNames, ...sourceNames],
            csv: ({ entries, company }) => entries.map((one) => entryCsv(one, company.currency)),
            columns: [{ title: 'employee' }, ...entryColumns, ...source],
            cells: ({ entries, company }) => entries.map((one) => entryCells(one, company)),
            whenEmpty: `Period ${periodId} has no ${noun} yet.`,
            foot: ({ sums, company }) => (sums ?? []).map((sum) => sumLine(sum, company.currency)),
          }),
        ),
      ),
    );
  withExamples(command, [
    `paybeat ${noun} list 7`,
    `paybeat ${noun} list 7 --employee HB04`,
    `paybeat ${noun} list 7 --csv > ${noun}.csv`,
  ]);
}

const entryNames = 'code hours pieces rate amount percent job worked_on'.split(' ');
const entryColumns: readonly Column[] = [
  { title: 'code' },
  { title: 'day' },
  { title: 'hours', align: 'right' },
  { title: 'pieces', align: 'right' },
  { title: 'rate', align: 'right' },
  { title: 'amount', align: 'right' },
  { title: 'percent', align: 'right' },
  { title: 'job', isLong: true },
];

function entryCells(
  one: StoredEntry,
  { currency, timeZone }: { readonly currency: string; readonly timeZone: string },
): readonly string[] {
  return [
    ...[one.employee, one.code, one.workedOn?.toString() ?? '', one.hours ?? ''],
    ...[one.pieces ?? '', one.rate ?? '', plainAmount(one.amountMinor, currency) ?? ''],
    ...[one.percent ?? '', one.job, ...sourceCells(one, timeZone)],
  ];
}

function entryCsv(one: StoredEntry, currency: string): readonly string[] {
  return [
    ...[one.employee, one.code, one.hours ?? '', one.pieces ?? '', one.rate ?? ''],
    ...[plainAmount(one.amountMinor, currency) ?? '', one.percent ?? '', one.job],
    ...[one.workedOn?.toString() ?? '', ...sourceCsv(one)],
  ];
}

function sumLine(sum: ListedSum, currency: string): string {
  const parts = [
    sum.hours === null ? [] : [measured(sum.hours, 'hour')],
    sum.pieces === null ? [] : [measured(sum.pieces, 'piece')],
    sum.amountMinor === null ? [] : [amountInWords(sum.amountMinor, currency)],
  ].flat();
  const total = parts.length === 0 ? '' : `: ${parts.join(' and ')}`;
  const of = `${counted(sum.entries, 'entry')} of ${counted(sum.people, 'person')}`;
  return `${sum.code}, ${of}${total}.`;
}

function registerRoster(program: Command, cli: CliContext): void {
  const command = group(program, 'roster', 'import the employees of a company')
    .command('list')
    .description('list the current employees of a company, with the file they came from')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--employee <number>', 'only this employee')
    .option('--csv', 'print CSV')
    .action(
      cli.verb((options: Options) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { currency, timeZone, code } = company.value;
          return streamList<ListedRoster>(cli, {
            isCsv: options.csv === true,
            page: (place) =>
              listRoster(world, {
                ...{ company: company.value, employee: options.employee ?? null, ...place },
              }),
            head: rosterHead,
            name: 'people',
            rows: ({ people }) => people.map(personShape),
            currency: () => currency,
            csvColumns: [...personNames, ...sourceNames],
            csv: ({ people }) =>
              people.map((one) => [...personCsv(one, currency), ...sourceCsv(one)]),
            columns: [...personColumns, ...source],
            cells: ({ people }) =>
              people.map((one) => [...personCsv(one, currency), ...sourceCells(one, timeZone)]),
            whenEmpty: `${code} has no employees yet.`,
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat roster list --company acme',
    'paybeat roster list --company acme --csv > roster.csv',
  ]);
}

const personNames = [
  ...['employee_id', 'name', 'schedule', 'hire_date', 'end_date', 'pay_type', 'annual_salary'],
  ...[
    'hourly_rate',
    'birth_date',
    'work_state',
    'overtime',
    'department',
    'cost_centre',
    'job_title',
  ],
  'assigned_from',
];
const personColumns: readonly Column[] = [
  { title: 'employee' },
  { title: 'name', isLong: true },
  { title: 'schedule' },
  { title: 'hired' },
  { title: 'ended' },
  { title: 'paid by' },
  { title: 'annual salary', align: 'right' },
  { title: 'hourly rate', align: 'right' },
  { title: 'born', isSpare: true },
  { title: 'state', isSpare: true },
  { title: 'overtime', isSpare: true },
  { title: 'department', isLong: true },
  { title: 'cost centre', isLong: true },
  { title: 'job', isLong: true, isSpare: true },
  { title: 'assigned', isSpare: true },
];

function personCsv(one: ListedPerson, currency: string): readonly string[] {
  return [
    ...[one.number, one.name, one.schedule ?? '', one.hiredOn.toString()],
    ...[one.endedOn?.toString() ?? '', one.payType],
    ...[plainAmount(one.annualSalaryMinor, currency) ?? '', one.hourlyRate ?? ''],
    one.birthOn?.toString() ?? '',
    ...[one.workState ?? '', one.overtime ?? '', one.department ?? '', one.costCentre ?? ''],
    ...[one.jobTitle ?? '', one.assignedOn?.toString() ?? ''],
  ];
}

type Source = Pick<StoredEntry, 'file' | 'enteredBy' | 'enteredAt'>;

function sourceCells({ file, enteredBy, enteredAt }: Source, timeZone: string): readonly string[] {
  const by = enteredBy === null ? '' : actorNamed(enteredBy);
  return [file ?? '', by, enteredAt === null ? '' : localTime(enteredAt, timeZone)];
}

function sourceCsv({ file, enteredBy, enteredAt }: Source): readonly string[] {
  return [file ?? '', enteredBy ?? '', enteredAt?.toString() ?? ''];
}
