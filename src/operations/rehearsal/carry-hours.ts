/**
 * Hours for the periods of a rehearsal, which nobody has entered yet: each person paid by the hour works as in their
 * last weeks.
 *
 * Hours with days keep their weekdays: the last whole weeks of the last period with hours are repeated. Hours of a whole
 * period are repeated as they are. A person who begins during the rehearsal, or in the last period with hours, works full
 * time, as the pay settings of the company say. Everybody else without hours is held, as in a real run. Amounts, such as a bonus,
 * are not repeated.
 */
import { actorOf } from '#caller.ts';
import type { Refusal } from '#errors.ts';
import { namedPayCodes } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { dayCountOf } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { microText } from '#payslip/text.ts';
import { companyById, currentRevision } from '#store/reads/companies.ts';
import { payCodesKnownAt, paySettingsAt } from '#store/reads/pay-codes.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import {
  type HoursRow,
  hoursStoredIn,
  type LackingHours,
  lackingHours,
} from '#store/reads/rehearsed.ts';
import type { Reading } from '#store/store.ts';
import { csvText } from '#text/csv-line.ts';
import type { ScratchWorld } from './scratch-company.ts';

export interface CarriedHours {
  readonly periodId: number;
  /** People whose last hours were repeated. */
  readonly repeated: number;
  /** Employee numbers of people who work full time because they have no hours yet. */
  readonly fullTime: readonly string[];
  /** Employee numbers of people who stay without hours. */
  readonly without: readonly string[];
  /** Why the hours could not be entered. Null: they were. */
  readonly refusal: Refusal | null;
}

/** Null: nobody lacks hours. */
export async function carryHours(
  world: ScratchWorld,
  periodId: number,
): Promise<CarriedHours | null> {
  const found = await findPeriod(world, periodId);
  if (!found.ok) return null;
  const { companyId } = world;
  const made = await world.store.read({ companyId }, (at) =>
    hoursFor(at, { period: found.value, startedAt: world.startedAt }),
  );
  if (made === null) return null;
  const { rows, ...carried } = made;
  if (rows.length === 0) return { ...carried, periodId, refusal: null };
  const bytes = Buffer.from(csvText([columns, ...rows]));
  const fileName = `hours assumed by ${actorOf(world.caller)}`;
  const taken = await importInputs(world, { periodId, bytes, fileName, dryRun: false });
  return { ...carried, periodId, refusal: taken.ok ? null : taken.refusal };
}

const columns = ['employee_id', 'code', 'hours', 'pieces', 'rate', 'job', 'worked_on'];

type Made = Omit<CarriedHours, 'periodId' | 'refusal'> & {
  readonly rows: readonly (readonly string[])[];
};

async function hoursFor(
  at: Reading,
  ask: { readonly period: PeriodRow; readonly startedAt: Temporal.Instant },
): Promise<Made | null> {
  const { period } = ask;
  const lacking = await lackingHours(at, period.periodId);
  if (lacking.length === 0) return null;
  const startedOn = ask.startedAt.toZonedDateTimeISO('UTC').toPlainDate();
  const { having, begins, without } = sorted(lacking, startedOn);
  const stored = await hoursStoredIn(at, {
    periodIds: having.map(({ lastPeriodId }) => lastPeriodId ?? 0),
    employeeIds: having.map(({ employeeId }) => employeeId),
  });
  const { companyId } = period;
  const own = await payCodesKnownAt(at, {
    companyId,
    revision: await currentRevision(at, companyId),
  });
  const named = namedPayCodes(own);
  const cells = (person: LackingHours, row: HoursRow): readonly string[] => {
    const code = named(row.payCodeId);
    const quantity = microText(row.quantityMicro);
    const [hours, pieces] = code?.amount.by === 'pieces' ? ['', quantity] : [quantity, ''];
    const rate = row.rateMicro === null ? '' : microText(row.rateMicro);
    const on = row.workedOn?.toString() ?? '';
    return [person.number, code?.code ?? '', hours, pieces, rate, row.job, on];
  };
  const byPerson = Map.groupBy(stored, ({ employeeId }) => employeeId);
  const repeated = having.flatMap((person) =>
    repeatedIn(period, { person, stored: byPerson.get(person.employeeId) ?? [] }).map((row) =>
      cells(person, row),
    ),
  );
  const fullTime = await fullTimeOf(at, period);
  return {
    rows: [
      ...repeated,
      ...begins.map((person) => [person.number, fullTime.code, fullTime.hours(person), ...noMore]),
    ],
    repeated: having.length,
    fullTime: begins.map(({ number }) => number),
    without: without.map(({ number }) => number),
  };
}

/** Whose hours are repeated, who works full time because no whole period is known, and who has nothing. */
function sorted(lacking: readonly LackingHours[], startedOn: Temporal.PlainDate) {
  const beginsAfter = (person: LackingHours, on: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(person.hiredOn, on) > 0;
  const kinds = Map.groupBy(lacking, (person) => {
    const { lastStartOn } = person;
    if (lastStartOn !== null) return beginsAfter(person, lastStartOn) ? 'begins' : 'having';
    return beginsAfter(person, startedOn.subtract({ days: 1 })) ? 'begins' : 'without';
  });
  const of = (kind: 'having' | 'begins' | 'without') => kinds.get(kind) ?? [];
  return { having: of('having'), begins: of('begins'), without: of('without') };
}

/** Days are moved by whole weeks. */
function repeatedIn(
  period: Pick<PeriodRow, 'startOn' | 'endOn'>,
  last: { readonly person: LackingHours; readonly stored: readonly HoursRow[] },
): readonly HoursRow[] {
  const { lastStartOn, lastEndOn } = last.person;
  const undated = last.stored.filter(({ workedOn }) => workedOn === null);
  const dated = last.stored.filter(({ workedOn }) => workedOn !== null);
  if (lastStartOn === null || lastEndOn === null || dated.length === 0) return undated;
  const lastDays = dayCountOf({ startOn: lastStartOn, endOn: lastEndOn });
  const stepDays = lastDays < 7 ? lastDays : lastDays - (lastDays % 7);
  const byDay = Map.groupBy(dated, ({ workedOn }) => `${workedOn}`);
  const rows: HoursRow[] = [...undated];
  for (let day = period.startOn; Temporal.PlainDate.compare(day, period.endOn) <= 0; ) {
    const since = lastEndOn.until(day).days;
    const like = day.subtract({ days: stepDays * Math.ceil(since / stepDays) });
    for (const row of byDay.get(`${like}`) ?? []) rows.push({ ...row, workedOn: day });
    day = day.add({ days: 1 });
  }
  return rows;
}

const noMore = ['', '', '', ''];

/** The hours of a person who begins: their share of a year of full time, from their first day. */
async function fullTimeOf(
  at: Reading,
  period: PeriodRow,
): Promise<{ readonly code: string; hours(person: LackingHours): string }> {
  const { companyId } = period;
  const revision = await currentRevision(at, companyId);
  const { hoursPerYear } = await paySettingsAt(at, { companyId, revision });
  const company = await companyById(at, companyId);
  const code = packFor(company?.currency ?? '').overtime?.codes.straight ?? 'REGULAR';
  const hours = ({ hiredOn }: LackingHours): string => {
    const { startOn, endOn } = period;
    const from = Temporal.PlainDate.compare(hiredOn, startOn) > 0 ? hiredOn : startOn;
    const days = dayCountOf({ startOn: from, endOn });
    return ((hoursPerYear / daysPerYear) * days).toFixed(2);
  };
  return { code, hours };
}

const daysPerYear = 364;
