/**
 * Writes a register: as a table for a few people, else page by page as CSV or JSON, on standard output or in a file.
 *
 * A file gets its name only when the register is whole and adds up. So a register that was cut off in the middle
 * never stands under that name.
 */
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { notPaidShape, registerHead, registerPersonShape } from '#answers/registers.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { jsonRows } from '#cli/streamed-list.ts';
import { toJsonLine } from '#cli/terminal-text.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { registerCsv } from '#operations/registers/register-csv.ts';
import type { OpenRegister, RegisterRows } from '#operations/registers/register-pages.ts';
import { counted } from '#text/counted.ts';
import { type PagedWriter, writePaged } from './paged-output.ts';
import { showRegister, tableMax } from './register-table.ts';

export interface RegisterOptions {
  readonly csv?: boolean;
  readonly output?: string;
  readonly overwrite?: boolean;
}

type RegisterForm = 'table' | 'csv' | 'json';

export function takesOutput(
  command: Command,
  csv = 'everyone, as CSV, for a spreadsheet',
): Command {
  return command
    .addOption(new Option('--csv', csv).conflicts('json'))
    .option('--output <file>', 'write to a file, as CSV or JSON by its ending')
    .option('--overwrite', 'overwrite an existing file');
}

/** Chooses the form before anything is read. Refusals: conflicting_options, format_unclear. */
export function registerForm(cli: CliContext, options: RegisterOptions): Answer<RegisterForm> {
  const { csv, output, overwrite } = options;
  const flagged = csv === true ? 'csv' : cli.out.isJson ? 'json' : null;
  if (output === undefined) {
    if (overwrite !== true) return answer(flagged ?? 'table');
    const hint = 'name the file, or leave --overwrite out';
    const message = '--overwrite needs --output';
    return refuse({ family: 'usage', code: 'conflicting_options', message, hint });
  }
  const ending = extname(output).toLowerCase();
  const byEnding = ending === '.csv' ? 'csv' : ending === '.json' ? 'json' : null;
  const form = csv === true ? 'csv' : (byEnding ?? flagged);
  if (form !== null) return answer(form);
  return refuse({
    family: 'usage',
    code: 'format_unclear',
    message: `${output} has no ending that names a form`,
    hint: 'add --csv or --json, or name the file .csv or .json',
  });
}

export async function writeRegister(
  cli: CliContext,
  register: OpenRegister,
  { form, options }: { readonly form: RegisterForm; readonly options: RegisterOptions },
): Promise<VerbAnswer> {
  if (form === 'table') return tableOf(register);
  const paged = {
    pages: (limit: number) => register.pages(limit),
    writer: form === 'csv' ? csvWriter(register) : jsonWriter(register),
    peopleIn: ({ people }: RegisterRows) => people.length,
  };
  const written = await writePaged(cli, paged, options);
  if (!written.ok || written.value === null) return written.ok ? answer(null) : written;
  const { name, bytes, people } = written.value;
  const { isDraft } = register.frame;
  return answer({
    json: { written: name, format: form, bytes, people, isDraft },
    text: (page) => {
      const rows = register.departments?.length ?? people;
      const what = register.departments === null ? 'people' : 'departments';
      page.sentence(`Wrote ${counted(rows, 'row')} of ${what} to ${name}.`);
      if (isDraft) page.sentence('This is a draft: the run is not committed.');
    },
  });
}

async function tableOf(register: OpenRegister): Promise<VerbAnswer> {
  const { all } = register.totals;
  const isShort = all.paid + all.held + all.excluded <= tableMax;
  const isSmall = isShort || register.departments !== null;
  const rows: {
    people: RegisterRows['people'][number][];
    notPaid: RegisterRows['notPaid'][number][];
  } = { people: [], notPaid: [] };
  if (isSmall) {
    for await (const page of register.pages(tableMax)) {
      if (!page.ok) return page;
      rows.people.push(...page.value.people);
      rows.notPaid.push(...page.value.notPaid);
    }
  }
  return answer({
    json: {},
    text: (page) => showRegister(page, register, isSmall ? rows : null),
  });
}

function csvWriter({ frame, totals, departments }: OpenRegister): PagedWriter<RegisterRows> {
  const csv = registerCsv(frame, totals, departments);
  return { begin: csv.header, rows: (page) => csv.rows(page), end: () => csv.end() };
}

/** One object on one line, as every answer is. */
function jsonWriter({ frame, totals, departments }: OpenRegister): PagedWriter<RegisterRows> {
  const { currency } = frame.company;
  const written = { people: 0, notPaid: 0 };
  const part = (name: keyof typeof written, rows: readonly object[]): string => {
    if (rows.length === 0) return '';
    const text = jsonRows(rows, currency);
    const before = written[name] > 0 ? ',' : name === 'notPaid' ? '],"not_paid":[' : '';
    written[name] += rows.length;
    return before + text;
  };
  return {
    begin: `${toJsonLine(registerHead(frame, { totals, departments })).slice(0, -1)},"people":[`,
    rows: ({ people, notPaid }) =>
      part(
        'people',
        people.map((one) => registerPersonShape(frame, one)),
      ) + part('notPaid', notPaid.map(notPaidShape)),
    end: () => `${written.notPaid === 0 ? '],"not_paid":[' : ''}],"next":null}\n`,
  };
}
