/**
 * `paybeat close 2026-11`: one folder for a month, with a page that says whether everything agrees. `--check FOLDER`
 * compares a folder with its list of hashes and with the database.
 *
 * The folder is written even if a check differs: exit code 8. Nothing is written if the month is still open (4), unless
 * a draft is asked for.
 */
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkedFolderShape, closedMonthShape } from '#answers/closing.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { type Progress, progressOf } from '#cli/progress.ts';
import { keyPlaceOf } from '#cli/proof/keys.ts';
import { toJsonLine } from '#cli/terminal-text.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import {
  type CheckedFolder,
  checkFolder,
  seenByFolder,
  summaryFile,
} from '#operations/closing/check-folder.ts';
import { type ClosedMonth, closeMonth } from '#operations/closing/close-month.ts';
import { FolderWriter } from '#operations/closing/folder-writer.ts';
import {
  differing,
  type FolderOutcome,
  mayTakePlace,
  placeFolder,
} from '#operations/closing/place-folder.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { WholeWorld } from '#operations/world.ts';
import { closePage } from './close-page.ts';
import { showChecked, showClosed } from './close-view.ts';

interface Options {
  readonly company?: string;
  readonly output?: string;
  readonly draft?: boolean;
  readonly replace?: boolean;
  readonly check?: string;
  readonly offline?: boolean;
}

export function registerClose(program: Command, cli: CliContext): void {
  const command = program
    .command('close')
    .description('make one folder of a month: registers, journals, taxes, proofs, and a page')
    .argument('[month]', 'such as 2026-11; the runs with a pay date in it', monthArgument)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--output <folder>', 'the new folder (default: COMPANY-MONTH)')
    .option('--draft', 'also show a month that is still open, marked as not final')
    .option('--replace', 'replace a folder of the same month that differs')
    .addOption(
      new Option(
        '--check <folder>',
        'compare a folder with its checksums and the database',
      ).conflicts(['company', 'output', 'draft', 'replace']),
    )
    .option('--offline', 'with --check: compare with the checksums only, without a database')
    .action(
      cli.verb((month: Temporal.PlainYearMonth | undefined, options: Options) =>
        chosen(cli, month, options),
      ),
    );
  withExamples(command, [
    'paybeat close 2026-11',
    'paybeat close 2026-11 --company acme --output books/2026-11',
    'paybeat close 2026-12 --draft',
    'paybeat close --check acme-2026-11',
  ]);
}

function monthArgument(text: string): Temporal.PlainYearMonth {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
  const [y, m] = [Number(year), Number(month)];
  if (y >= 1970 && y <= 2199 && m >= 1 && m <= 12) return new Temporal.PlainYearMonth(y, m);
  throw new InvalidArgumentError('Write the month as 2026-11.');
}

async function chosen(
  cli: CliContext,
  month: Temporal.PlainYearMonth | undefined,
  options: Options,
): Promise<VerbAnswer> {
  const { check, offline } = options;
  if (check !== undefined) {
    return month === undefined
      ? checked(cli, check, options)
      : unclear('name a month, or a folder to check, and not both');
  }
  if (offline === true) return unclear('--offline needs --check');
  if (month === undefined) return unclear('name the month to close');
  return closed(cli, month, options);
}

function unclear(message: string): Answer<never> {
  const hint = "see 'paybeat close --help'";
  return refuse({ family: 'usage', code: 'month_unclear', message, hint });
}

async function closed(
  cli: CliContext,
  month: Temporal.PlainYearMonth,
  { company: code, output, draft = false, replace = false }: Options,
): Promise<VerbAnswer> {
  return cli.withWorld(async (world): Promise<VerbAnswer> => {
    const company = await findCompany(world, code ?? null);
    if (!company.ok) return company;
    const plain = company.value.code.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
    const name = output ?? `${plain}-${month}${draft ? '-draft' : ''}`;
    const place = { path: cli.resolve(name), name, replace };
    const may = await mayTakePlace(place);
    if (!may.ok) return may;
    const asOf = (await seenByFolder(place.path)) ?? undefined;
    const ask = { company: company.value, month, draft, asOf };
    const writer = new FolderWriter(place.path);
    try {
      const made = await written(cli, world, { ask, writer });
      if (!made.ok) return made;
      const placed = await placeFolder(writer, place);
      if (!placed.ok) return placed;
      return shown(made.value, { name, placed: placed.value, writer });
    } finally {
      await writer.remove();
    }
  });
}

interface Writing {
  readonly ask: Pick<Parameters<typeof closeMonth>[1], 'company' | 'month' | 'draft' | 'asOf'>;
  readonly writer: FolderWriter;
}

/** Everything but its place. */
async function written(
  cli: CliContext,
  world: WholeWorld,
  { ask, writer }: Writing,
): Promise<Answer<ClosedMonth>> {
  const keys = keyPlaceOf(cli);
  if (!keys.ok) return keys;
  let progress: Progress | null = null;
  const reached = (done: number, total: number) => {
    const what = `Payslips read for ${ask.month} of ${ask.company.code}`;
    progress ??= progressOf(cli, { what, total });
    progress.reached(done);
  };
  await writer.begin();
  try {
    const { version } = cli;
    const made = await closeMonth(world, { ...ask, keys: keys.value, version, reached }, writer);
    if (!made.ok) return made;
    const summary = JSON.parse(toJsonLine(closedMonthShape(made.value)));
    await writer.text(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
    const { files } = writer;
    const listed = [...files, { path: 'SHA256SUMS', bytes: 0, sha256: '' }];
    await writer.text('index.html', closePage(made.value, listed));
    await writer.sums();
    return made;
  } finally {
    (progress as Progress | null)?.end();
  }
}

function shown(
  closed: ClosedMonth,
  of: { readonly name: string; readonly placed: FolderOutcome; readonly writer: FolderWriter },
): VerbAnswer {
  const { name, placed, writer } = of;
  const { files } = writer;
  return answer({
    json: {
      ...closedMonthShape(closed),
      ...{ written: name, folder: placed, files },
    },
    text: (page) => showClosed(page, closed, { name, placed, files: files.length }),
    exit: isWrong(closed) ? 'partly' : 'done',
  });
}

/** That a draft is not complete is no news. */
function isWrong({ checks }: ClosedMonth): boolean {
  return checks.some(({ code, state }) => state === 'differs' && code !== 'all_paid');
}

async function checked(cli: CliContext, name: string, { offline }: Options): Promise<VerbAnswer> {
  const path = cli.resolve(name);
  const found = await checkFolder(path, name);
  if (!found.ok) return found;
  const compared = offline === true ? found : await withDatabase(cli, path, found.value);
  if (!compared.ok) return compared;
  const all = compared.value;
  return answer({
    json: { ...checkedFolderShape(all), compared: offline === true ? 'checksums' : 'database' },
    text: (page) => showChecked(page, all, { name, isOffline: offline === true }),
    exit: all.findings.length === 0 ? 'done' : 'bug',
  });
}

/** Makes the same month again next to the folder, and compares it. */
async function withDatabase(
  cli: CliContext,
  path: string,
  found: CheckedFolder,
): Promise<Answer<CheckedFolder>> {
  return cli.withWorld(async (world) => {
    const company = await findCompany(world, found.company);
    if (!company.ok) return company;
    const { isFinal, asOf, hashes } = found;
    const month = Temporal.PlainYearMonth.from(found.month);
    const writer = new FolderWriter(`${path}-${basename(path)}-now`);
    try {
      const ask = { company: company.value, month, draft: !isFinal, asOf };
      const made = await written(cli, world, { ask, writer });
      if (!made.ok) return made;
      const own = writer.files.filter((one) => one.path !== 'SHA256SUMS');
      const known = new Set(found.findings.map((one) => one.path));
      const paths = differing(own, hashes).filter((one) => !known.has(one));
      const now = paths.map((one) => ({ code: 'differs_now' as const, path: one }));
      return answer({ ...found, findings: [...found.findings, ...now] });
    } finally {
      await writer.remove();
    }
  });
}
