/**
 * Adds a pay schedule to a company and generates its coming periods.
 *
 * Refusals: company_not_found, schedule_exists, those of `parseSchedule` and `checkRule` (a rule that skips a
 * coming period, or never fires, names the periods), those of the bank calendar, paid_before (another system paid
 * a part of a period).
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { asOne } from '#operations/as-one.ts';
import { companyNotFound } from '#operations/companies/company-not-found.ts';
import { checkReviewPeople } from '#operations/reviews/people-for-policy.ts';
import type { World } from '#operations/world.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type PaySchedule } from '#schedule/pay-schedule.ts';
import { type Plan } from '#schedule/plan/planned.ts';
import { planSchedule } from '#schedule/plan.ts';
import { type CompanyRow, companyById, schedules } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/server.ts';
import { audit } from '#store/writes/audit.ts';
import { insertSchedule } from '#store/writes/periods.ts';
import { isNearTwin } from '#text/key-text.ts';
import { checkForSaving } from './check-for-saving.ts';
import { generatePeriods } from './generate-periods.ts';
import { planSpan } from './plan-definition.ts';
import { ownCalendars } from './saved-schedule.ts';

export interface AddSchedule {
  readonly companyId: number;
  /** The schedule as JSON, as `planDefinition` accepts it. */
  readonly definition: unknown;
  /** Periods that end before this day are not generated. Default: today in the schedule's zone. */
  readonly fromOn?: Temporal.PlainDate;
}

export interface AddedSchedule {
  readonly scheduleId: number;
  readonly code: string;
  readonly periods: number;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

export async function addSchedule(world: World, ask: AddSchedule): Promise<Answer<AddedSchedule>> {
  const { companyId } = ask;
  const checked = await checkNewSchedule(world, ask);
  if (!checked.ok) return checked;
  const { company, schedule, fromOn, warnings } = checked.value;
  return asOne(world, { companyId }, async (inside) => {
    const scheduleId = await insertNew(inside, { ...ask, schedule });
    if (scheduleId === null) return scheduleExists(company, schedule);
    const generated = await generatePeriods(inside, { companyId, scheduleId, fromOn });
    if (!generated.ok) return generated;
    const { added, beyond } = generated.value;
    if (beyond?.refusal.code === 'paid_before') return beyond;
    return answer({
      scheduleId,
      code: schedule.code,
      periods: added,
      warnings: [...warnings, ...(beyond === null ? [] : [beyond.refusal.message])],
    });
  });
}

/** Returns the id, or null when another caller has taken the code in the meantime. */
function insertNew(
  world: World,
  ask: AddSchedule & { readonly schedule: PaySchedule },
): Promise<number | null> {
  const { companyId, schedule } = ask;
  return world.store.write({ companyId }, async (tx) => {
    const id = await insertSchedule(tx, {
      companyId,
      code: schedule.code,
      frequency: schedule.frequency,
      timeZone: schedule.timeZone,
      definition: schedule.definition,
      automationEnabled: true,
    });
    if (id === null) return null;
    await audit(tx, {
      companyId,
      actor: actorOf(world.caller),
      action: 'schedule.add',
      subject: `schedule:${id}`,
      facts: { definition: schedule.definition },
    });
    return id;
  });
}

interface RehearsedSchedule {
  readonly company: string;
  /** The plan of its first twelve months. */
  readonly plan: Plan;
  readonly warnings: readonly string[];
}

/** Makes the same checks and plans the first year. Writes nothing. */
export async function rehearseSchedule(
  world: World,
  ask: AddSchedule,
): Promise<Answer<RehearsedSchedule>> {
  const checked = await checkNewSchedule(world, ask);
  if (!checked.ok) return checked;
  const { company, schedule, fromOn, warnings } = checked.value;
  const span = planSpan({ fromOn }, fromOn);
  if (!span.ok) return span;
  const plan = planSchedule(schedule, { ...span.value, by: 'end' });
  if (!plan.ok) return plan;
  return answer({ company: company.code, plan: plan.value, warnings });
}

interface NewSchedule {
  readonly company: CompanyRow;
  readonly schedule: PaySchedule;
  readonly fromOn: Temporal.PlainDate;
  readonly warnings: readonly string[];
}

async function checkNewSchedule(world: World, ask: AddSchedule): Promise<Answer<NewSchedule>> {
  const { companyId } = ask;
  const { company, now, calendars } = await world.store.read({ companyId }, async (at) => ({
    company: await companyById(at, companyId),
    now: await databaseNow(at),
    calendars: await ownCalendars(at, companyId),
  }));
  if (!company) return companyNotFound(String(companyId));
  const parsed = parseSchedule(ask.definition, { ...company, calendars });
  if (!parsed.ok) return parsed;
  const schedule = parsed.value;
  const todayOn = now.toZonedDateTimeISO(schedule.timeZone).toPlainDate();
  const fromOn = ask.fromOn ?? todayOn;
  const warnings = checkForSaving(schedule, { fromOn, todayOn });
  if (!warnings.ok) return warnings;
  const reviewed = await world.store.read({ companyId }, (at) =>
    checkReviewPeople(at, { companyId, policy: schedule.review }),
  );
  if (!reviewed.ok) return reviewed;
  const { code } = schedule;
  const known = await world.store.read({ companyId }, schedules);
  const taken = known.find((one) => one.companyId === companyId && isOneCode(one.code, code));
  if (taken) return scheduleExists(company, taken);
  return answer({ company, schedule, fromOn, warnings: [...warnings.value, ...reviewed.value] });
}

/** Ignores case, blanks and leading zeros: spoken aloud, the two codes would be the same. */
function isOneCode(one: string, other: string): boolean {
  return one === other || isNearTwin(one, other);
}

function scheduleExists(company: CompanyRow, schedule: { readonly code: string }): Refused {
  return refuse({
    family: 'conflict',
    code: 'schedule_exists',
    message: `company ${company.code} already has a schedule ${schedule.code}`,
    hint: 'choose another code, or change that schedule',
    actions: [{ action: 'change_schedule', schedule: schedule.code, company: company.code }],
  });
}
