/**
 * Prints plans in the requested format: text, JSON, CSV or .ics, on standard output or in a file.
 *
 * A flag names the format of a file, or the file's ending does: `.csv`, `.ics`, `.json`.
 */

import { extname } from 'node:path';
import { plansShape } from '#answers/schedules.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { planAsIcs, plansAsCsv } from '#operations/schedules/render-plan.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import type { Shown } from './output.ts';
import { writeOutputFile } from './output-file.ts';
import { toJsonLine } from './terminal-text.ts';
import { type AnyPlan, showPlan } from './views/plan-view.ts';

export interface OutputOptions {
  readonly csv?: boolean;
  readonly ics?: boolean;
  readonly output?: string;
  readonly overwrite?: boolean;
}

export type Format = 'page' | 'json' | 'csv' | 'ics';

const formats: Readonly<Record<string, Format>> = { '.csv': 'csv', '.ics': 'ics', '.json': 'json' };

/** Chooses the format before anything is read. Refusals: conflicting_options, format_unclear. */
export function formatOf(cli: CliContext, options: OutputOptions): Answer<Format> {
  const { csv, ics, output, overwrite } = options;
  const { isJson } = cli.out;
  const flags: readonly Format[] = [
    ...(csv === true ? (['csv'] as const) : []),
    ...(ics === true ? (['ics'] as const) : []),
    ...(isJson ? (['json'] as const) : []),
  ];
  if (flags.length > 1) return conflict(`--${flags.join(' and --')} are two forms: choose one`);
  if (output === undefined) {
    return overwrite === true ? conflict('--overwrite needs --output') : answer(flags[0] ?? 'page');
  }
  const format = flags[0] ?? formats[extname(output).toLowerCase()];
  if (format !== undefined) return answer(format);
  return refuse({
    family: 'usage',
    code: 'format_unclear',
    message: `in which form is ${output} to be written?`,
    hint: 'say --csv, --ics or --json, or give the file such a name',
  });
}

interface ShownPlansAsk {
  readonly plans: readonly AnyPlan[];
  /** True if one schedule was named. Its JSON is then an object instead of a list. */
  readonly isOne: boolean;
  /** The company of the plans. Null: the schedule is not saved. */
  readonly company: string | null;
  readonly now: Temporal.Instant;
  readonly format: Format;
  readonly options: OutputOptions;
}

/**
 * Refusals: schedule_unclear (an .ics of several schedules), and those of `CliContext.writeFile`.
 */
export async function shownPlans(cli: CliContext, ask: ShownPlansAsk): Promise<VerbAnswer> {
  const { format, options } = ask;
  const [only, second] = ask.plans;
  if (format === 'ics' && (only === undefined || second !== undefined)) {
    return refuse({
      family: 'usage',
      code: 'schedule_unclear',
      message: `an .ics is the calendar of one schedule, and there are ${ask.plans.length}`,
      hint: 'name the schedule',
    });
  }
  const shown: Shown = {
    json: ask.isOne && only !== undefined ? { ...only } : plansShape(ask),
    text: (page) => {
      for (const plan of ask.plans) {
        showPlan(page, plan);
        page.blank();
      }
      if (ask.plans.length === 0) page.sentence('There is no pay schedule yet.');
    },
  };
  if (options.output === undefined && format !== 'csv' && format !== 'ics') return answer(shown);
  const text = textOf(ask, { shown, only });
  if (options.output === undefined) {
    cli.out.write(text);
    return answer(null);
  }
  return written(cli, { ...ask, name: options.output, text });
}

function textOf(
  ask: ShownPlansAsk,
  of: { readonly shown: Shown; readonly only: AnyPlan | undefined },
): string {
  if (ask.format === 'csv') return plansAsCsv(ask.plans);
  if (ask.format !== 'ics' || of.only === undefined) return `${toJsonLine(of.shown.json)}\n`;
  return planAsIcs(of.only, { company: ask.company, stampAt: ask.now });
}

async function written(
  cli: CliContext,
  ask: ShownPlansAsk & { readonly name: string; readonly text: string },
): Promise<VerbAnswer> {
  const { name, text, format } = ask;
  const overwrite = ask.options.overwrite === true;
  const bytes = await writeOutputFile({ path: cli.resolve(name), name, text, overwrite });
  if (!bytes.ok) return bytes;
  const payDates = ask.plans.reduce((sum, plan) => sum + plan.rows.length, 0);
  return answer({
    json: { written: name, format, bytes: bytes.value, payDates },
    text: (page) => page.sentence(`Wrote ${payDates} pay dates to ${name}.`),
  });
}

function conflict(message: string): Answer<never> {
  const hint = "see 'paybeat plan --help'";
  return refuse({ family: 'usage', code: 'conflicting_options', message, hint });
}
