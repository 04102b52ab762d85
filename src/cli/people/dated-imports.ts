/** `paybeat terms|items|forms import FILE` and `list`: inputs with an effective date. */

import type { Command } from 'commander';
import { formsShape, itemsShape, termsShape } from '#answers/dated-inputs.ts';
import { takenInto } from '#answers/taken-in.ts';
import type { CliContext } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { group, withExamples } from '#cli/group.ts';
import { allThere, importFile } from '#cli/import-file.ts';
import type { Column } from '#cli/table.ts';
import { plainAmount } from '#cli/views/amounts.ts';
import { changesInWords } from '#cli/views/change-lines.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { importForms } from '#operations/people/import-forms.ts';
import { importItems } from '#operations/people/import-items.ts';
import {
  type ImportDated,
  type ImportedDated,
  importTerms,
} from '#operations/people/import-terms.ts';
import { nothingChanged } from '#operations/people/input-changes.ts';
import { listItems, listTerms } from '#operations/people/list-dated.ts';
import { listForms } from '#operations/people/list-forms.ts';
import type { World } from '#operations/world.ts';
import { counted } from '#text/counted.ts';

interface Options extends FormOptions {
  readonly company?: string;
  readonly employee?: string;
  readonly replace?: boolean;
  readonly replaceAll?: boolean;
  readonly allowCaseTwins?: boolean;
  readonly allowNearTwins?: boolean;
  readonly csv?: boolean;
  readonly dryRun?: boolean;
}

interface Dated {
  readonly noun: 'terms' | 'items' | 'forms';
  readonly description: string;
  readonly takes: string;
  readonly columns: string;
  readonly take: (world: World, ask: ImportDated) => Promise<Answer<ImportedDated>>;
}

const kinds: readonly Dated[] = [
  {
    noun: 'terms',
    description: 'pay rates by job and effective date',
    takes: 'import pay rates; if any row is wrong, nothing is imported',
    columns: 'CSV: employee_id, job, from, until, pay_type, annual_salary, hourly_rate',
    take: importTerms,
  },
  {
    noun: 'items',
    description: 'recurring pay items: allowances, fees, loans, court orders',
    takes: 'import recurring items; if any row is wrong, nothing is imported',
    columns:
      'CSV: employee_id, code, amount, percent, hours, pieces, rate, from, until, balance, job, reference; for court orders: received, state and more',
    take: importItems,
  },
  {
    noun: 'forms',
    description:
      'tax forms by the day on which they were received, letters of the tax office, and exemptions from taxes',
    takes: 'import tax forms, letters and exemptions; if any row is wrong, nothing is imported',
    columns:
      'CSV: employee_id, received, from, until, kind (form, order, release, exemption), invalid, and the form columns of a roster',
    take: importForms,
  },
];

export function registerDatedInputs(program: Command, cli: CliContext): void {
  for (const kind of kinds) {
    registerImport(program, { cli, kind });
    registerList(program, { cli, kind });
  }
}

function registerImport(
  program: Command,
  { cli, kind }: { readonly cli: CliContext; readonly kind: Dated },
): void {
  const { noun } = kind;
  const command = group(program, noun, kind.description)
    .command('import')
    .description(kind.takes)
    .argument('<file>', kind.columns)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--replace', 'overwrite existing rows that differ, and list the changes')
    .option('--replace-all', `delete all other ${noun} of these employees`)
    .option('--allow-case-twins', 'treat names that differ only in capital letters as different')
    .option(
      '--allow-near-twins',
      'treat names that differ only in leading zeros, blanks or capital letters as different',
    )
    .option('--csv', 'print the changes as CSV')
    .option('--dry-run', 'check the file and show what would change, without saving')
    .action(
      cli.verb((file: string, options: Options) =>
        importFile<ImportedDated & { readonly company: string }>(cli, {
          file,
          isCsv: options.csv === true,
          take: async (world, read) => {
            const form = await formOf(cli, options);
            if (!form.ok) return form;
            const company = await findCompany(world, options.company ?? null);
            if (!company.ok) return company;
            const imported = await kind.take(world, {
              company: company.value,
              ...read,
              replace: options.replace,
              replaceAll: options.replaceAll,
              allowCaseTwins: options.allowCaseTwins,
              allowNearTwins: options.allowNearTwins,
              form: form.value,
              refuseUnusual: options.refuseUnusual,
              dryRun: options.dryRun === true,
            });
            return takenInto(company.value, imported);
          },
          done: ({ company, ...counts }) => `Imported into ${company}: ${changes(counts)}`,
          checked: changes,
          same: (one) => (nothingChanged(one) ? allThere(one.unchanged, 'row') : null),
        }),
      ),
    );
  takesFileForm(command);
  withExamples(command, [
    `paybeat ${noun} import ${noun}.csv --dry-run`,
    `paybeat ${noun} import ${noun}.csv --company acme`,
  ]);
}

function registerList(
  program: Command,
  { cli, kind }: { readonly cli: CliContext; readonly kind: Dated },
): void {
  const { noun } = kind;
  const command = group(program, noun, kind.description)
    .command('list')
    .description(`list the current ${noun}`)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--employee <number>', 'only this employee')
    .action(
      cli.verb((options: Options) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const ask = { company: company.value, number: options.employee ?? null };
          const listed = await tableOf[noun](world, ask);
          if (!listed.ok) return listed;
          const { columns, rows, json } = listed.value;
          return answer({
            json,
            text: (page) =>
              page.table({ columns, rows, whenEmpty: `There are no dated ${noun} yet.` }),
          });
        }),
      ),
    );
  withExamples(command, [`paybeat ${noun} list`, `paybeat ${noun} list --employee HB04`]);
}

interface Listed {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly json: object;
}

type ListAsk = Parameters<typeof listTerms>[1];

async function termsTable(world: World, ask: ListAsk): Promise<Answer<Listed>> {
  const found = await listTerms(world, ask);
  if (!found.ok) return found;
  const { currency } = ask.company;
  return answer({
    json: termsShape(ask.company, found.value),
    columns: [
      { title: 'employee' },
      { title: 'job', isLong: true },
      { title: 'from' },
      { title: 'until' },
      { title: 'paid by' },
      { title: 'annual salary', align: 'right' },
      { title: 'hourly rate', align: 'right' },
    ],
    rows: found.value.map((one) => [
      one.number,
      one.job === '' ? 'main' : one.job,
      one.fromOn.toString(),
      one.untilOn?.toString() ?? '',
      one.payType,
      plainAmount(one.annualSalaryMinor, currency) ?? '',
      one.hourlyRate ?? '',
    ]),
  });
}

async function itemsTable(world: World, ask: ListAsk): Promise<Answer<Listed>> {
  const found = await listItems(world, ask);
  if (!found.ok) return found;
  const { currency } = ask.company;
  return answer({
    json: itemsShape(ask.company, found.value),
    columns: [
      { title: 'employee' },
      { title: 'code' },
      { title: 'value', align: 'right' },
      { title: 'from' },
      { title: 'until', isSpare: true },
      { title: 'balance', align: 'right', isSpare: true },
      { title: 'left', align: 'right' },
      { title: 'limit', align: 'right', isSpare: true },
      { title: 'reference', isSpare: true },
    ],
    rows: found.value.map((one) => [
      one.number,
      one.code,
      plainAmount(one.amountMinor, currency) ??
        (one.percent === null ? (one.quantity ?? '') : `${one.percent} %`),
      one.fromOn?.toString() ?? 'roster',
      one.untilOn?.toString() ?? '',
      plainAmount(one.balanceMinor, currency) ?? '',
      plainAmount(one.leftMinor, currency) ?? '',
      [plainAmount(one.limitMinor, currency), one.limitFor].filter(Boolean).join(', '),
      one.reference,
    ]),
  });
}

async function formsTable(world: World, ask: ListAsk): Promise<Answer<Listed>> {
  const found = await listForms(world, ask);
  if (!found.ok) return found;
  const { currency } = ask.company;
  return answer({
    json: formsShape(ask.company, found.value),
    columns: [
      { title: 'employee' },
      { title: 'received' },
      { title: 'kind' },
      { title: 'from' },
      { title: 'until', isSpare: true },
      { title: 'form', isLong: true },
    ],
    rows: found.value.map(({ number, form }) => {
      const { kind, receivedOn, fromOn, untilOn, isValid, ...members } = form;
      return [
        ...[number, receivedOn, isValid ? kind : `${kind} (invalid)`, fromOn ?? '', untilOn ?? ''],
        membersInWords(members, currency),
      ];
    }),
  });
}

/** What is entered in a form, without its empty members. */
function membersInWords(members: object, currency: string): string {
  return Object.entries(members)
    .filter(([, value]) => value !== null && value !== false && value !== 0n)
    .map(([name, value]: readonly [string, unknown]) => {
      const text = typeof value === 'bigint' ? plainAmount(value, currency) : String(value);
      return `${name.replace(/Minor$/, '')} ${text}`;
    })
    .join(', ');
}

const tableOf = { terms: termsTable, items: itemsTable, forms: formsTable } as const;

function changes({ rows, employees, ...counts }: ImportedDated): string {
  return `${counted(rows, 'row')} for ${counted(employees, 'person')}: ${changesInWords(counts)}`;
}
