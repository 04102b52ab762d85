/** `paybeat runs differences RUN` */

import { type Command, Option } from 'commander';
import { differencesShape } from '#answers/differences.ts';
import { countArgument, rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { amountInWords, countInWords } from '#cli/views/amounts.ts';
import {
  causeInWords,
  differenceInWords,
  showCauses,
  showDepartmentDifferences,
  showLines,
  showPeople,
} from '#cli/views/differences-view.ts';
import { answer } from '#errors.ts';
import { listDifferences } from '#operations/judgement/list-differences.ts';
import { type ShownDifferences, showDifferences } from '#operations/judgement/show-differences.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly employee?: string;
  readonly cause?: string;
  readonly limit: number;
  readonly csv?: boolean;
  readonly departments?: boolean;
}

const shownByDefault = 20;

export function registerRunsDifferences(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('differences')
    .description(
      'compare a pay run with the last run of its schedule: each difference with its cause',
    )
    .argument('<run>', 'number of the run', rowNumber)
    .option('--employee <number>', 'only this person, line by line')
    .option('--cause <cause>', 'only this cause, for example raise')
    .option('--limit <count>', 'how many people to list', countArgument, shownByDefault)
    .option('--departments', 'add the totals by department')
    .addOption(new Option('--csv', 'everyone, as CSV, for a spreadsheet').conflicts('json'))
    .action(
      cli.verb(
        (runId: number, options: Options): Promise<VerbAnswer> => compared(cli, runId, options),
      ),
    );
  withExamples(command, [
    'paybeat runs differences 8',
    'paybeat runs differences 8 --cause raise',
    'paybeat runs differences 8 --employee HB04',
    'paybeat runs differences 8 --departments',
    'paybeat runs differences 8 --csv > differences.csv',
  ]);
}

function compared(cli: CliContext, runId: number, options: Options): Promise<VerbAnswer> {
  const { cause = null, employee = null, limit } = options;
  return cli.withWorld(async (world) => {
    if (options.csv === true) {
      const listed = await listDifferences(world, { runId, employee, cause }, (text) =>
        cli.out.write(text),
      );
      return listed.ok ? answer(null) : listed;
    }
    const departments = options.departments === true;
    const shown = await showDifferences(world, { runId, employee, cause, limit, departments });
    if (!shown.ok) return shown;
    return answer({
      json: differencesShape(shown.value),
      text: (page) => show(page, shown.value, { cause, employee }),
    });
  });
}

function show(
  page: Page,
  shown: ShownDifferences,
  of: { readonly cause: string | null; readonly employee: string | null },
): void {
  const { run, last } = shown;
  const seen = { ...shown, currency: run.currency, timeZone: run.timeZone };
  page.sentence(openingOf(shown));
  if (of.employee === null && of.cause === null) {
    page.blank();
    showTotals(page, shown);
  }
  page.blank();
  showCauses(page, seen);
  showDepartmentDifferences(page, seen);
  if (shown.largest.length === 0) return;
  page.blank();
  showPeople(page, seen);
  if (of.employee !== null) {
    page.blank();
    showLines(page, seen);
    return;
  }
  const more = shown.people - shown.largest.length;
  if (more > 0) {
    page.sentence(
      `${counted(more, 'more person')} with smaller differences: add --limit ${shown.people}, or --csv.`,
    );
  }
  if (last !== null) sayUnexplained(page, shown);
}

function openingOf({ run, last }: ShownDifferences): string {
  const { runId, companyCode, scheduleCode, startOn, endOn, payOn, state } = run;
  const schedule = scheduleCode === null ? companyCode : `${companyCode}, ${scheduleCode}`;
  const what = `Run ${runId} (${schedule}), ${startOn} to ${endOn}, paid ${payOn}, ${state}.`;
  if (last === null) {
    return `${what} This schedule has no earlier run, so everyone is new unless another schedule paid them.`;
  }
  return `${what} Compared with run ${last.runId}, ${last.startOn} to ${last.endOn}, paid ${last.payOn}.`;
}

function showTotals(page: Page, { run, last, grossMinor, netMinor }: ShownDifferences): void {
  const { currency } = run;
  const row = (name: string, of: 'grossMinor' | 'netMinor', difference: bigint) => [
    ...[name, amountInWords(last?.[of] ?? null, currency), amountInWords(run[of], currency)],
    differenceInWords(difference, currency),
  ];
  const right = { align: 'right', isKept: true } as const;
  page.table({
    columns: [
      { title: currency },
      { title: last === null ? 'last run' : `run ${last.runId}`, ...right },
      { title: `run ${run.runId}`, ...right },
      { title: 'difference', ...right },
    ],
    rows: [row('gross', 'grossMinor', grossMinor), row('net', 'netMinor', netMinor)],
    whenEmpty: '',
  });
}

/** The approver's question: does anything remain without a cause? */
function sayUnexplained(page: Page, { byCause, run }: ShownDifferences): void {
  const one = byCause.find(({ cause }) => cause === 'unexplained');
  page.blank();
  page.sentence(
    one === undefined
      ? 'Every difference has a recorded cause.'
      : `${countInWords(one.people)} of these people have a part that is ${causeInWords(one.cause)}: paybeat runs differences ${run.runId} --cause unexplained`,
  );
}
