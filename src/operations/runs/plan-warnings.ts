/**
 * The warnings that planning adds to a run, when it opens and each time it is recalculated.
 *
 *   no_opening_balances   the tax year of these people began elsewhere, and they have no pay history
 *   passed_earlier        an earlier run waits for a person, and this run went ahead of it. Its year-to-date
 *                         does not include the earlier run; that run will include this one
 *   likely_duplicate      for a regular run: an off-cycle run pays what was also entered for the period
 */
import { assert } from '#errors.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { likelyDuplicateWarnings } from '#run/likely-duplicate.ts';
import { whatItIs } from '#run/run-state.ts';
import { companyById } from '#store/reads/companies.ts';
import { type Passed, type Place, passedBy } from '#store/reads/earlier-work.ts';
import { similarOffCycleRuns } from '#store/reads/off-cycle.ts';
import { withoutYearToDate } from '#store/reads/unknown-years.ts';
import type { Reading } from '#store/store.ts';
import type { RunWarning } from '#store/writes/runs.ts';
import { counted } from '#text/counted.ts';

const shownMax = 5;

interface PlannedRun {
  /** Its pay date is the run's own, which matters for off-cycle runs. */
  readonly place: Place;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

export async function planWarnings(at: Reading, ask: PlannedRun): Promise<readonly RunWarning[]> {
  return [
    ...(await unknownYears(at, ask)),
    ...passedWarnings(await passedBy(at, ask)),
    ...(await likelyDuplicates(at, ask)),
  ];
}

export async function likelyDuplicates(
  at: Reading,
  { place, revision }: Pick<PlannedRun, 'place' | 'revision'>,
): Promise<readonly RunWarning[]> {
  const { kind, companyId, periodId, payOn } = place;
  if (kind !== 'regular' || periodId === null) return [];
  const ask = { companyId, periodId, payOn, revision };
  return likelyDuplicateWarnings(await similarOffCycleRuns(at, ask));
}

/** Without the earlier part of the year, yearly limits would be silently wrong. */
async function unknownYears(at: Reading, ask: PlannedRun): Promise<readonly RunWarning[]> {
  if (isFirstOfYear(ask.place)) return [];
  const company = await companyById(at, ask.place.companyId);
  assert(company, `company ${ask.place.companyId} is there`);
  const [warnings = []] = await unknownYearsOfEach(at, [{ ...ask, currency: company.currency }]);
  return warnings;
}

function isFirstOfYear({ startOn, payOn }: PlannedRun['place']): boolean {
  return startOn.year < payOn.year || startOn.dayOfYear === 1;
}

/** Of several runs, in their order. */
export async function unknownYearsOfEach(
  at: Reading,
  runs: readonly (PlannedRun & { readonly currency: string })[],
): Promise<readonly (readonly RunWarning[])[]> {
  const asked = runs.filter(({ place }) => !isFirstOfYear(place));
  if (asked.length === 0) return runs.map(() => []);
  const unknown = await withoutYearToDate(
    at,
    asked.map(({ place, revision, employeeIds }) => {
      return { companyId: place.companyId, revision, taxYear: place.payOn.year, employeeIds };
    }),
  );
  const found = new Map(asked.map((run, place) => [run, unknown[place]]));
  return runs.map((run) => {
    const { count = 0, firstNumbers = [] } = found.get(run) ?? {};
    return count === 0 ? [] : [unknownYear(run, { count, firstNumbers })];
  });
}

function unknownYear(
  { place, currency }: PlannedRun & { readonly currency: string },
  { count, firstNumbers }: { readonly count: number; readonly firstNumbers: readonly string[] },
): RunWarning {
  const taxYear = place.payOn.year;
  const limits = yearlyLimitsOf(currency);
  const more = count - firstNumbers.length;
  const who = `${firstNumbers.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const people = `${counted(count, 'person')} hired before ${taxYear}`;
  return {
    code: 'no_opening_balances',
    message:
      `${people} (${who}) ${count === 1 ? 'has' : 'have'} no ${taxYear} pay history. Yearly limits${limits} ` +
      'start at zero for them. If they were paid elsewhere this year, import opening balances',
    facts: [{ taxYear, people: count }],
    actions: [{ action: 'import_balances' }],
  };
}

/** ` (a wage base, a threshold)`: the yearly limits of the company's country. */
function yearlyLimitsOf(currency: string): string {
  const { yearlyLimits } = packFor(currency);
  return yearlyLimits.length === 0 ? '' : ` (${yearlyLimits.join(', ')})`;
}

/** One warning for all passed periods and runs, with each in its facts; empty when there are none. */
function passedWarnings(passed: readonly Passed[]): readonly RunWarning[] {
  if (passed.length === 0) return [];
  const shown = passed.slice(0, shownMax).map(inWords).join('; ');
  const more = passed.length > shownMax ? `; and ${passed.length - shownMax} more` : '';
  return [
    {
      code: 'passed_earlier',
      message:
        `earlier periods of the same people are still unpaid: ${shown}${more}. ` +
        'Year-to-date amounts and yearly limits of this run do not include them.',
      facts: passed.map(({ periodId, payOn, runId, state }) => ({
        ...{ periodId, payOn: payOn.toString(), runId, state },
      })),
    },
  ];
}

function inWords({ periodId, payOn, runId, state }: Passed): string {
  const period = `period ${periodId}, pay date ${payOn}`;
  if (runId === null) return `${period}, is ${state === 'held' ? 'held' : 'due and has no run'}`;
  const is = state === 'review' ? 'is in review' : whatItIs[state as keyof typeof whatItIs];
  return `${period}, run ${runId} ${is}`;
}
