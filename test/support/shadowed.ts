/**
 * A small company with a schedule of two weeks in 2026, which is in shadow from its first period on, or is paid here.
 * Max earns so much that his Social Security ends with his second payslip.
 */
import { limitNames } from '#judgement/limits.ts';
import { setLimits } from '#operations/judgement/set-limits.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { type CompareShadow, compareShadow } from '#operations/shadow/compare-shadow.ts';
import { type EndShadow, endShadowOf } from '#operations/shadow/end-shadow.ts';
import { startShadow } from '#operations/shadow/start-shadow.ts';
import type { World } from '#operations/world.ts';
import { freshDatabase } from './database.ts';
import { storedPeriods } from './office-schedule.ts';
import { companyRow, hours, settings } from './paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from './small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
007,Ada Lovelace,salary,91000.00,,single,5,2019-03-01
ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14
max,Max Planck,salary,2600000.00,,hoh,,2018-01-08
`;
const hoursOfBen = 'employee_id,regular_hours,overtime_hours\nben,80,2.5\n';

export interface Shadowed {
  readonly url: string;
  readonly small: SmallCompany;
  /** In the order of the pay. */
  readonly periodIds: readonly number[];
}

const firstDay = Temporal.PlainDate.from('2026-01-05');

/** As of Friday 13 March: four periods have ended. */
export async function biweeklyCompany(how: { readonly isInShadow: boolean }): Promise<Shadowed> {
  const { url } = await freshDatabase();
  const small = await smallCompany({
    url,
    now: '2026-03-13T15:00:00Z',
    roster: roster.slice(0, roster.indexOf('\n') + 1) + eve,
  });
  const { world, companyId } = small;
  await settings(small, { secondEyes: 'none' });
  const off = Object.fromEntries(limitNames.map((name) => [name, 'off']));
  must(await setLimits(world, { company: await companyRow(small), given: off, dryRun: false }));
  const definition = {
    ...{
      code: 'crew',
      frequency: 'biweekly',
      anchor: '2026-01-23',
      pay_date: { days_after_end: 5 },
    },
    rule: { days_before_pay_date: 3, business_days: true },
  };
  must(await addSchedule(world, { companyId, definition, fromOn: firstDay }));
  if (how.isInShadow) must(await startShadow(world, startOfCrew));
  await takeRoster(world, { companyId, text: roster, scheduleCode: 'crew' });
  const periodIds = (await storedPeriods(small)).map(({ periodId }) => periodId);
  for (const periodId of periodIds.slice(0, 4)) await hours(small, periodId, hoursOfBen);
  return { url, small, periodIds };
}

/** She has no schedule, so the company has somebody else. */
const eve = 'eve,Eve Stone,salary,70000.00,,single,,2020-01-01\n';

export const startOfCrew = {
  ...{ company: null, schedule: 'crew', fromOn: firstDay, why: 'beside ADP', dryRun: false },
};

export function compareFile(
  world: World,
  ask: Pick<CompareShadow, 'periodId'> & { readonly text: string } & Partial<CompareShadow>,
) {
  const { text, ...of } = ask;
  return compareShadow(world, { bytes: Buffer.from(text), dryRun: false, ...of });
}

/** The net pays of a period as Paybeat has them, in a file of the other payroll. */
export async function agreeingFile({ world }: SmallCompany, periodId: number): Promise<string> {
  const nobody = 'employee_id,net\nnobody,1.00\n';
  const { people } = must(await compareFile(world, { periodId, text: nobody, dryRun: true }));
  const rows = people.flatMap(({ number, ownTotals }) =>
    ownTotals === null ? [] : [`${number},${cents(ownTotals[0])},${cents(ownTotals[5])}`],
  );
  return ['Employee Number,Gross Pay,Net Pay', ...rows, ''].join('\n');
}

export function cents(minor: bigint | undefined): string {
  return (Number(minor ?? 0n) / 100).toFixed(2);
}

/** Compares these periods with files that agree. */
export async function agreed(of: Shadowed, count: number): Promise<void> {
  for (const periodId of of.periodIds.slice(0, count)) {
    const text = await agreeingFile(of.small, periodId);
    must(await compareFile(of.small.world, { periodId, text }));
  }
}

export function endOfCrew(world: World, ask: Partial<EndShadow> & Pick<EndShadow, 'liveOn'>) {
  const of = { company: null, schedule: 'crew', year: { by: 'kept' } as const };
  return endShadowOf(world, { ...of, why: 'the periods agreed', dryRun: false, ...ask });
}
