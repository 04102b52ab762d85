/** `paybeat runs correct RUN [EMPLOYEE…]`: pays what payslips of a committed run should have paid in addition. */
import type { Command } from 'commander';
import { correctionShape } from '#answers/corrections.ts';
import { dateArgument, rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { driven } from '#cli/driven.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { group, withExamples } from '#cli/group.ts';
import { showCorrection } from '#cli/views/correction-view.ts';
import { areWhole } from '#cli/views/run-results.ts';
import { answer } from '#errors.ts';
import { correctRun } from '#operations/runs/correct-run.ts';

interface Options extends FormOptions {
  readonly inputs?: string;
  readonly hours?: string;
  readonly overtimeHours?: string;
  readonly doubleTimeHours?: string;
  readonly why: string;
  readonly payDate?: Temporal.PlainDate;
  readonly dryRun?: boolean;
}

interface Asked {
  readonly runId: number;
  readonly employees: readonly string[];
  readonly options: Options;
}

export function registerRunsCorrect(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('correct')
    .description('pay what payslips of a committed run should have paid in addition')
    .argument('<run>', 'number of the committed run', rowNumber)
    .argument('[employees...]', 'only these employees (default: everyone whose pay differs)')
    .option('--hours <hours>', 'the right regular hours of one employee, instead of the stored')
    .option('--overtime-hours <hours>', 'the right overtime hours')
    .option('--double-time-hours <hours>', 'the right double-time hours')
    .option('--inputs <file>', 'CSV file with the right amounts of an off-cycle run')
    .requiredOption('--why <text>', 'the reason; recorded in the audit log', someText)
    .option(
      '--pay-date <date>',
      "when it is paid (default: the run's pay date, or the next banking day)",
      dateArgument,
    )
    .option('--dry-run', 'show each payslip as it was and would be, without saving')
    .action(
      cli.verb((runId: number, employees: readonly string[], options: Options) =>
        correct(cli, { runId, employees, options }),
      ),
    );
  takesFileForm(command);
  withExamples(command, [
    "paybeat runs correct 3 HB04 --hours 88 --why 'eight hours were missing' --dry-run",
    "paybeat runs correct 3 HB04 --hours 88 --why 'eight hours were missing'",
    "paybeat runs correct 3 --why 'the raise came late'",
    "paybeat runs correct 5 --inputs bonus.csv --why 'the bonus of HB04 was 500' --dry-run",
  ]);
}

async function correct(cli: CliContext, { runId, employees, options }: Asked): Promise<VerbAnswer> {
  const inputs = await inputsOf(cli, options);
  if (!inputs.ok) return inputs;
  const ask = {
    ...{ inputs: inputs.value },
    ...{ runId, why: options.why, employees: employees.length === 0 ? null : employees },
    ...{ payOn: options.payDate ?? null, dryRun: options.dryRun === true },
    hours: hoursOf(options),
  };
  const done = await driven(cli, (world, drive) => correctRun(world, ask, drive));
  if (!done.ok) return done;
  const result = done.value;
  const isWhole = result.kind === 'rehearsed' || result.kind === 'entered' || areWhole([result]);
  return answer({
    json: correctionShape(result),
    text: (page) => showCorrection(page, result),
    exit: isWhole ? 'done' : 'partly',
  });
}

async function inputsOf(cli: CliContext, options: Options) {
  if (options.inputs === undefined) return answer(null);
  const bytes = await cli.readFile(options.inputs);
  if (!bytes.ok) return bytes;
  const form = await formOf(cli, options);
  if (!form.ok) return form;
  const refuseUnusual = options.refuseUnusual === true;
  return answer({
    ...{ bytes: bytes.value, fileName: options.inputs, form: form.value, refuseUnusual },
  });
}

function hoursOf({ hours, overtimeHours, doubleTimeHours }: Options) {
  const given = {
    ...(hours === undefined ? {} : { regular_hours: hours }),
    ...(overtimeHours === undefined ? {} : { overtime_hours: overtimeHours }),
    ...(doubleTimeHours === undefined ? {} : { double_time_hours: doubleTimeHours }),
  };
  return Object.keys(given).length === 0 ? null : given;
}
