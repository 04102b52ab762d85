/**
 * What a schedule in shadow has shown so far: each period, whether it agreed, and who differs since when.
 *
 * Refusals: those of `findScheduleNamed`, not_in_shadow.
 */
import { createHash } from 'node:crypto';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { findScheduleNamed, type NamedSchedule } from '#operations/schedules/name-schedules.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/server.ts';
import {
  type DifferingRow,
  differingPeople,
  type ShadowPeriodRow,
  type ShadowRow,
  shadowPeriods,
  shadowsOf,
} from '#store/reads/shadows.ts';
import type { Reading } from '#store/store.ts';

export interface WhichShadow {
  /** Code of the company. May be null if only one company has a schedule of that code. */
  readonly company: string | null;
  readonly schedule: string;
}

export interface PeriodBeside extends ShadowPeriodRow {
  /** `agrees`: everybody to the cent. `rounds`: nobody differs by more than a cent. */
  readonly verdict:
    | 'agrees'
    | 'rounds'
    | 'differs'
    | 'outdated'
    | 'to_compare'
    | 'to_come'
    | 'skipped';
}

export interface ShadowRecord {
  readonly company: CompanyRow;
  readonly schedule: string;
  readonly shadow: ShadowRow;
  readonly periods: readonly PeriodBeside[];
  readonly compared: number;
  /** Everybody to the cent. */
  readonly agreed: number;
  /** Nobody by more than a cent. */
  readonly withinCent: number;
  /** Who differs in the last comparison, and since when. */
  readonly differing: readonly DifferingRow[];
  /** The first period that can be compared and was not, or has to be compared again. */
  readonly next: PeriodBeside | null;
}

export async function shadowRecord(world: World, ask: WhichShadow): Promise<Answer<ShadowRecord>> {
  const found = await findScheduleNamed(world, { company: ask.company, code: ask.schedule });
  if (!found.ok) return found;
  const { companyId } = found.value.company;
  return world.store.read({ companyId }, (at) => recordOf(at, found.value));
}

export async function recordOf(at: Reading, named: NamedSchedule): Promise<Answer<ShadowRecord>> {
  const { company, saved } = named;
  const { scheduleId, code: schedule, timeZone } = saved.row;
  const [shadow] = await shadowsOf(at, scheduleId);
  if (shadow === undefined) return notInShadow({ company: company.code, schedule });
  const today = (await databaseNow(at)).toZonedDateTimeISO(timeZone).toPlainDate();
  const periods = periodsBeside(await shadowPeriods(at, shadow.shadowId), today);
  const compared = periods.filter(({ comparedAt, isSkipped }) => comparedAt !== null && !isSkipped);
  const isAgreed = (one: PeriodBeside) => one.people === one.same;
  const isWithin = (one: PeriodBeside) => one.people === one.same + one.rounding;
  const next = periods.find(({ verdict }) => verdict === 'to_compare' || verdict === 'outdated');
  return answer({
    ...{ company, schedule, shadow, periods },
    compared: compared.length,
    agreed: compared.filter(isAgreed).length,
    withinCent: compared.filter(isWithin).length,
    differing: await differingPeople(at, shadow.shadowId),
    next: next ?? null,
  });
}

/** In the order of the pay. A comparison is outdated if the results of an earlier period are other ones now. */
export function periodsBeside(
  rows: readonly ShadowPeriodRow[],
  today: Temporal.PlainDate,
): readonly PeriodBeside[] {
  return rows.map((row, nth): PeriodBeside => {
    if (row.isSkipped) return { ...row, verdict: 'skipped' };
    if (row.comparedAt === null) {
      const hasEnded = Temporal.PlainDate.compare(row.endOn, today) < 0;
      return { ...row, verdict: hasEnded ? 'to_compare' : 'to_come' };
    }
    const isOutdated = row.earlierDigest !== digestOfResults(rows.slice(0, nth));
    return { ...row, verdict: isOutdated ? 'outdated' : verdictOf(row) };
  });
}

/** Of what Paybeat calculated for these periods. A skipped period does not count. */
export function digestOfResults(rows: readonly ShadowPeriodRow[]): string {
  const hash = createHash('sha256');
  for (const { isSkipped, ownDigest } of rows) if (!isSkipped) hash.update(`${ownDigest}\n`);
  return hash.digest('hex');
}

function verdictOf({ people, same, rounding }: ShadowPeriodRow): PeriodBeside['verdict'] {
  if (people === same) return 'agrees';
  return people === same + rounding ? 'rounds' : 'differs';
}

export function notInShadow(of: { readonly company: string; readonly schedule: string }): Refused {
  return refuse({
    family: 'conflict',
    code: 'not_in_shadow',
    message: `pay schedule ${of.schedule} is not in shadow`,
    hint: 'put it into shadow first',
    actions: [{ action: 'start_shadow', ...of }],
    facts: of,
  });
}
