/** `paybeat shadow …`: another payroll pays a schedule, and Paybeat calculates beside it. */
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import {
  comparedPeriodShape,
  endedShadowShape,
  shadowComparedShape,
  shadowRecordShape,
} from '#answers/shadows.ts';
import { dateArgument, rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { showComparedPeriod, showEnded, showRecord } from '#cli/views/shadow-view.ts';
import { type Answer, answer } from '#errors.ts';
import { compareShadow } from '#operations/shadow/compare-shadow.ts';
import { showCompared } from '#operations/shadow/compared-period.ts';
import { endShadowOf, type LiveYear } from '#operations/shadow/end-shadow.ts';
import { shadowRecord } from '#operations/shadow/shadow-record.ts';
import { startShadow } from '#operations/shadow/start-shadow.ts';

interface OfSchedule {
  readonly schedule: string;
  readonly company?: string;
  readonly dryRun?: boolean;
}

const noun = 'another payroll pays, and Paybeat calculates beside it';

function verb(program: Command, name: string, description: string): Command {
  return group(program, 'shadow', noun).command(name).description(description);
}

function ofSchedule(command: Command): Command {
  return command
    .requiredOption('--schedule <code>', 'code of the pay schedule')
    .option('--company <code>', 'code of the company; needed if there are several');
}

export function registerShadowStart(program: Command, cli: CliContext): void {
  const command = ofSchedule(
    verb(program, 'start', 'let another payroll pay a schedule; nobody can be paid here'),
  )
    .requiredOption('--from <date>', 'first day of the first such period', dateArgument)
    .requiredOption('--why <reason>', 'the reason', someText)
    .option('--dry-run', 'show which periods that would be, without saving')
    .action(
      cli.verb(
        (options: OfSchedule & { readonly from: Temporal.PlainDate; readonly why: string }) =>
          cli.withWorld(async (world): Promise<VerbAnswer> => {
            const { schedule, company = null, from: fromOn, why, dryRun = false } = options;
            const ask = { schedule, company, fromOn, why, dryRun };
            const started = await startShadow(world, ask);
            if (!started.ok) return started;
            return answer({
              json: shadowRecordShape(started.value),
              text: (page) => {
                showRecord(page, started.value);
                if (dryRun) page.sentence(nothingWasSaved);
              },
            });
          }),
      ),
    );
  withExamples(command, [
    "paybeat shadow start --schedule biweekly --from 2026-10-05 --why 'compare with the payroll of the bank'",
  ]);
}

interface CompareOptions extends FormOptions {
  readonly dryRun?: boolean;
  readonly all?: boolean;
}

export function registerShadowCompare(program: Command, cli: CliContext): void {
  const command = takesFileForm(
    verb(
      program,
      'compare',
      'compare a period with the net pays of the other payroll, to the cent',
    ),
    { isUnusual: false },
  )
    .argument('<period>', 'number of the pay period', rowNumber)
    .argument('<file>', 'CSV: employee_id or name, net; optional: gross, taxes, deductions …')
    .option('--all', 'list everybody, not only those who differ')
    .option('--dry-run', 'compare without keeping the result')
    .action(
      cli.verb(
        async (periodId: number, path: string, options: CompareOptions): Promise<VerbAnswer> => {
          const file = await cli.readFile(path);
          if (!file.ok) return file;
          const form = await formOf(cli, options);
          if (!form.ok) return form;
          const { dryRun = false, all = false } = options;
          const bytes = file.value;
          const ask = { periodId, bytes, fileName: basename(path), form: form.value, dryRun };
          return cli.withWorld(async (world) => {
            const compared = await compareShadow(world, ask);
            if (!compared.ok) return compared;
            const { value } = compared;
            return answer({
              json: shadowComparedShape(value),
              text: (page) => {
                showComparedPeriod(page, value, { isEverybody: all });
                if (dryRun) page.sentence(nothingWasSaved);
                else if (value.isSame)
                  page.sentence('The same file and the same results were kept before.');
              },
            });
          });
        },
      ),
    );
  withExamples(command, [
    'paybeat shadow compare 3 net-pays.csv',
    'paybeat shadow compare 3 register.csv --columns map.json --dates mdy --dry-run',
  ]);
}

export function registerShadowStatus(program: Command, cli: CliContext): void {
  const command = ofSchedule(
    verb(program, 'status', 'show which periods agreed so far, and who differs since when'),
  ).action(
    cli.verb(({ schedule, company }: OfSchedule) =>
      cli.withWorld(async (world): Promise<VerbAnswer> => {
        const record = await shadowRecord(world, { schedule, company: company ?? null });
        if (!record.ok) return record;
        return answer({
          json: shadowRecordShape(record.value),
          text: (page) => showRecord(page, record.value),
        });
      }),
    ),
  );
  withExamples(command, ['paybeat shadow status --schedule biweekly']);
}

interface ShowOptions {
  readonly employee?: string;
  readonly all?: boolean;
}

export function registerShadowShow(program: Command, cli: CliContext): void {
  const command = verb(program, 'show', 'show a compared period, or one person of it line by line')
    .argument('<period>', 'number of the pay period', rowNumber)
    .addOption(new Option('--employee <number>', 'only this person').conflicts('all'))
    .option('--all', 'list everybody, not only those who differ')
    .action(
      cli.verb((periodId: number, { employee, all = false }: ShowOptions) =>
        cli.withWorld(async (world): Promise<VerbAnswer> => {
          const shown = await showCompared(world, { periodId, employee: employee ?? null });
          if (!shown.ok) return shown;
          const isEverybody = all || employee !== undefined;
          return answer({
            json: comparedPeriodShape(shown.value),
            text: (page) =>
              showComparedPeriod(page, shown.value, {
                isEverybody,
                isByLine: employee !== undefined,
              }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat shadow show 3', 'paybeat shadow show 3 --employee HB04']);
}

interface EndOptions extends OfSchedule {
  readonly liveFrom: Temporal.PlainDate;
  readonly why: string;
  readonly keptYearToDate?: boolean;
  readonly balances?: string;
}

export function registerShadowEnd(program: Command, cli: CliContext): void {
  const command = ofSchedule(
    verb(program, 'end', 'begin to pay here; the periods before that day count as paid'),
  )
    .requiredOption('--live-from <date>', 'first day of the first period to pay here', dateArgument)
    .addOption(
      new Option(
        '--kept-year-to-date',
        'the year continues from the compared results here',
      ).conflicts('balances'),
    )
    .option('--balances <file>', 'the year continues from these balances of the other payroll')
    .requiredOption('--why <reason>', 'the reason', someText)
    .option('--dry-run', 'show what would happen, without saving')
    .action(
      cli.verb(async (options: EndOptions): Promise<VerbAnswer> => {
        const { schedule, company = null, liveFrom: liveOn, why, dryRun = false } = options;
        const year = await yearOf(cli, options);
        if (!year.ok) return year;
        return cli.withWorld(async (world) => {
          const ask = { schedule, company, liveOn, year: year.value, why, dryRun };
          const ended = await endShadowOf(world, ask);
          if (!ended.ok) return ended;
          return answer({
            json: endedShadowShape(ended.value),
            text: (page) => {
              showEnded(page, ended.value);
              if (dryRun) page.sentence(nothingWasSaved);
            },
          });
        });
      }),
    );
  withExamples(command, [
    "paybeat shadow end --schedule biweekly --live-from 2027-01-04 --kept-year-to-date --why 'six periods agreed'",
    "paybeat shadow end --schedule biweekly --live-from 2027-01-04 --balances ytd.csv --why 'six periods agreed' --dry-run",
  ]);
}

async function yearOf(cli: CliContext, options: EndOptions): Promise<Answer<LiveYear | null>> {
  const { keptYearToDate = false, balances } = options;
  if (keptYearToDate) return answer({ by: 'kept' });
  if (balances === undefined) return answer(null);
  const bytes = await cli.readFile(balances);
  return bytes.ok
    ? answer({ by: 'file', bytes: bytes.value, fileName: basename(balances) })
    : bytes;
}
