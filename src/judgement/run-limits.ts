/**
 * What is unusual about a run as a whole: blockers that a person may accept with a reason.
 *
 * The total is that of the people whom this run and an earlier one pay. So hires and leavers do not move it, and
 * neither do people with confirmed pay. The first run of a company has nothing to be compared with.
 *
 * Pure. Elsewhere: what stops single people (person-limits.ts).
 */
import type { Currency, Minor } from '#money/minor.ts';
import { formatAmount } from '#money/minor.ts';
import type { Blocker } from '#run/blockers.ts';
import { counted } from '#text/counted.ts';
import { limitText, type PayLimits } from './limits.ts';

/** How the people of a run compare with their last payslips. */
export interface RunComparison {
  /** People of the run, paid or held, who have an earlier payslip. */
  readonly known: number;
  /** Those of them whose last payslip is of the last run. */
  readonly again: number;
  /** Gross pay of people whom both pay: now, and last time. */
  readonly againMinor: Minor;
  readonly lastMinor: Minor;
  /** How many people the last run paid. Null: there is no last run of the schedule. */
  readonly lastPaid: number | null;
  /** Pay codes that the company has added since the last run, and that this run uses. */
  readonly newCodes: readonly string[];
}

interface RunToCompare extends RunComparison {
  readonly runId: number;
  readonly companyCode?: string;
  /** Paid or held. */
  readonly people: number;
  readonly currency: Currency;
  readonly limits: PayLimits;
}

export function runLimitBlockers(run: RunToCompare): readonly Blocker[] {
  if (run.known === 0) return [];
  const found = [total(run), newPeople(run), gonePeople(run), newPayCode(run)];
  return found.filter((one) => one !== null);
}

function total(run: RunToCompare): Blocker | null {
  const { againMinor, lastMinor, limits, again } = run;
  if (limits.total === null || lastMinor <= 0n || isFew(again, limits)) return null;
  const difference = againMinor > lastMinor ? againMinor - lastMinor : lastMinor - againMinor;
  if (difference * 10_000n <= lastMinor * BigInt(limits.total)) return null;
  const [now, before] = [againMinor, lastMinor].map((minor) => formatAmount(minor, run.currency));
  const percent = (difference * 1_000n) / lastMinor;
  const more = againMinor > lastMinor ? 'more' : 'less';
  return {
    code: 'total_far_from_last',
    title: 'Total far from the last run',
    description:
      `The people of both runs get ${now} gross, after ${before}: ` +
      `${percent / 10n}.${percent % 10n} percent ${more}. ${limitInWords('total', limits)}`,
    todo: 'Check what changed; if it is right, approve the run',
    actions: lookOrApprove(run),
  };
}

function newPeople(run: RunToCompare): Blocker | null {
  const { people, known, limits } = run;
  const added = people - known;
  if (
    limits.new_people === null ||
    !isMany(added, { of: people, max: limits.new_people, limits })
  ) {
    return null;
  }
  return {
    code: 'many_new',
    title: 'Many people are new',
    description:
      `${added.toLocaleString('en-US')} of the ${counted(people, 'person')} in the run ` +
      `were never paid before. ${limitInWords('new_people', limits)}`,
    todo: 'Check that nobody is entered twice; if all are right, approve the run',
    actions: lookOrApprove(run),
  };
}

function gonePeople(run: RunToCompare): Blocker | null {
  const { lastPaid, again, limits } = run;
  if (lastPaid === null || limits.gone_people === null) return null;
  const gone = lastPaid - again;
  if (!isMany(gone, { of: lastPaid, max: limits.gone_people, limits })) return null;
  return {
    code: 'many_gone',
    title: 'Many people are missing',
    description:
      `${gone.toLocaleString('en-US')} of the ${counted(lastPaid, 'person')} whom the last run ` +
      `paid are not in this run. ${limitInWords('gone_people', limits)}`,
    todo: 'Check the roster and the last days; if all are right, approve the run',
    actions: lookOrApprove(run),
  };
}

function newPayCode(run: RunToCompare): Blocker | null {
  const { newCodes, limits } = run;
  if (limits.new_pay_code === null || newCodes.length === 0) return null;
  return {
    code: 'new_pay_code_in_use',
    title: 'A new pay code is used',
    description: `The run pays under ${newCodes.join(', ')}, which no earlier run knew.`,
    todo: 'Check the definition and a payslip that uses it; if both are right, approve the run',
    actions: lookOrApprove(run),
  };
}

function isMany(
  count: number,
  { of, max, limits }: { readonly of: number; readonly max: number; readonly limits: PayLimits },
): boolean {
  return count > 0 && !isFew(count, limits) && count * 10_000 > of * max;
}

function isFew(count: number, { least_people: least }: PayLimits): boolean {
  return least !== null && count * 100 < least;
}

function limitInWords(name: 'total' | 'new_people' | 'gone_people', limits: PayLimits): string {
  return `The limit is ${limitText(name, limits[name])} percent.`;
}

function lookOrApprove({ runId }: RunToCompare): NonNullable<Blocker['actions']> {
  return [
    { action: 'show_run', run: runId },
    { action: 'approve_run', run: runId },
  ];
}
