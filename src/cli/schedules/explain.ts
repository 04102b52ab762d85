/**
 * `paybeat explain PERIOD`: explains whether a period is due, and how its dates were calculated.
 *
 * `paybeat explain --schedule CODE --date DATE`: explains why the date is a pay date or a due date,
 * or why it is not.
 */

import type { Command } from 'commander';
import { explainedPeriodShape } from '#answers/explanations.ts';
import { databaseTime } from '#answers/periods.ts';
import { dateArgument, rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { missingInWords } from '#cli/views/missing-view.ts';
import { dueInWords, spanInWords } from '#cli/views/period-view.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { momentInWords } from '#cli/views/times.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { type ExplainedPeriod, explainPeriod } from '#operations/periods/explain-period.ts';
import {
  type ExplainedScheduleDate,
  explainFileDate,
  explainSavedDate,
} from '#operations/schedules/explain-date.ts';
import type { Deadline } from '#schedule/deadlines.ts';

interface Options {
  readonly schedule?: string;
  readonly file?: string;
  readonly date?: Temporal.PlainDate;
  readonly company?: string;
}

export function registerExplain(program: Command, cli: CliContext): void {
  const command = program
    .command('explain')
    .description('explain why a period is or is not due, or a date of a schedule')
    .argument('[period]', 'number of the period', rowNumber)
    .option('--schedule <code>', 'with --date: a saved schedule')
    .option('--file <file>', 'with --date: a schedule as JSON; no database needed')
    .option('--date <date>', 'explain this date', dateArgument)
    .option('--company <code>', 'code of the company, if several have this schedule')
    .action(
      cli.verb(async (periodId: number | undefined, options: Options): Promise<VerbAnswer> => {
        if (options.date === undefined) return explainOne(cli, { periodId, options });
        const explained = await dateExplained(cli, { on: options.date, periodId, options });
        return explained.ok ? answer(shownDate(explained.value)) : explained;
      }),
    );
  withExamples(command, [
    'paybeat explain 7',
    'paybeat explain --schedule office --date 2026-06-18',
    'paybeat explain --file schedule.json --date 2026-06-18 --json',
  ]);
}

async function explainOne(
  cli: CliContext,
  ask: { readonly periodId: number | undefined; readonly options: Options },
): Promise<VerbAnswer> {
  const { periodId } = ask;
  if (periodId === undefined || Object.keys(ask.options).length > 0) return unclear();
  return cli.withWorld(async (world) => {
    const explained = await explainPeriod(world, { periodId });
    if (!explained.ok) return explained;
    const now = await databaseTime(world);
    return answer({
      json: explainedPeriodShape(explained.value),
      text: (page) => showPeriod(page, { explained: explained.value, now }),
    });
  });
}

function showPeriod(
  page: Page,
  ask: { readonly explained: ExplainedPeriod; readonly now: Temporal.Instant },
): void {
  const { period, conditions, summary, payDateSteps } = ask.explained;
  const { now } = ask;
  page.sentence(summary);
  page.blank();
  page.table({
    columns: [{ title: '' }, { title: 'condition', isLong: true }],
    rows: conditions.map(({ holds, sentence }) => [holds ? 'ok' : 'BLOCKS', sentence]),
    whenEmpty: '',
  });
  page.blank();
  page.facts([
    ['period', spanInWords(period, now)],
    ['due', dueInWords(period, now)],
    ...(period.dueWhy === null ? [] : [['because', period.dueWhy] as const]),
  ]);
  // The first step is the beginning of `because`.
  for (const step of (period.dueSteps ?? []).slice(1)) page.sentence(`  ${step}`);
  page.blank();
  page.facts([['pay date', dayText(period.payOn)]]);
  for (const step of payDateSteps) page.sentence(`  ${step}`);
  showDeadline(page, { name: 'inputs until', deadline: ask.explained.inputCutoff });
  showDeadline(page, { name: 'approve by', deadline: ask.explained.approvalDeadline });
  showStages(page, ask);
}

const stageNames = { prepare: 'inputs close', approve: 'review ends' } as const;

/** The stages besides the calculation, each with its state, and who is missing. */
function showStages(
  page: Page,
  of: { readonly explained: ExplainedPeriod; readonly now: Temporal.Instant },
): void {
  const { stages, missing, period, inputCutoff } = of.explained;
  for (const { stage, dueAt: at, timeZone: zone, why, state } of stages) {
    const done = state === 'fulfilled' ? ', done' : '';
    page.facts([[stageNames[stage], `${momentInWords({ at, now: of.now, zone })}${done}`]]);
    page.sentence(`  ${why}`);
  }
  if (missing === null || inputCutoff === null) return;
  const { at: closesAt, zone } = inputCutoff;
  const isClosed = Temporal.Instant.compare(closesAt, of.now) <= 0;
  const { periodId, companyCode } = period;
  const words = { ...missing, periodId, companyCode, closesAt, zone, isClosed };
  for (const sentence of missingInWords(words, of.now)) page.sentence(sentence);
}

function showDeadline(
  page: Page,
  of: { readonly name: string; readonly deadline: Deadline | null },
): void {
  if (of.deadline === null) return;
  const { local, zone, why } = of.deadline;
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  page.facts([[of.name, `${dayText(local.toPlainDate())} ${time} in ${zone}`]]);
  page.sentence(`  ${why}`);
}

async function dateExplained(
  cli: CliContext,
  ask: {
    readonly on: Temporal.PlainDate;
    readonly periodId: number | undefined;
    readonly options: Options;
  },
): Promise<Answer<ExplainedScheduleDate>> {
  const { on, options } = ask;
  const { schedule, file, company } = options;
  if (ask.periodId !== undefined || (schedule === undefined) === (file === undefined)) {
    return unclear();
  }
  if (file !== undefined) {
    const json = await cli.readJson(file);
    return json.ok ? explainFileDate({ definition: json.value, defaults: {}, on }) : json;
  }
  return cli.withWorld((world) =>
    explainSavedDate(world, { company: company ?? null, code: schedule ?? '', on }),
  );
}

function shownDate(explained: ExplainedScheduleDate) {
  const { company, code, on, facts } = explained;
  return {
    json: { ...explained },
    text: (page: Page) => {
      page.sentence(
        `${dayText(on)} in schedule ${code}${company === null ? '' : ` of ${company}`}:`,
      );
      page.blank();
      for (const { sentence, steps } of facts) {
        page.sentence(`- ${sentence}`);
        for (const step of steps) page.sentence(`    ${step}`);
      }
    },
  };
}

function unclear(): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'missing_argument',
    message: 'explain what? The number of a period, or --date with --schedule or --file',
    hint: "see 'paybeat explain --help'",
  });
}
