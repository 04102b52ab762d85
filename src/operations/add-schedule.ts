/**
 * Adds a pay schedule to a company and generates its coming periods.
 *
 * Refusals: company_not_found, schedule_exists, those of `parseSchedule` and `checkRule` (a rule that
 * skips a coming period, or never fires, names the periods), those of the bank calendar.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { checkRule } from '#schedule/check-rule.ts';
import { type PaySchedule, parseSchedule } from '#schedule/pay-schedule.ts';
import { companyById } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/due.ts';
import { audit } from '#store/writes/audit.ts';
import { insertSchedule } from '#store/writes/periods.ts';
import { companyNotFound } from './find-company.ts';
import { generatePeriods } from './generate-periods.ts';
import type { World } from './world.ts';

export interface AddSchedule {
  readonly companyId: number;
  /** The schedule's JSON, as `plan --file` reads it. */
  readonly definition: unknown;
  /** Periods that end before this day are not generated; default today in the schedule's zone. */
  readonly fromOn?: Temporal.PlainDate;
  readonly by: string;
}

export interface AddedSchedule {
  readonly scheduleId: number;
  readonly code: string;
  readonly periods: number;
}

export async function addSchedule(world: World, ask: AddSchedule): Promise<Answer<AddedSchedule>> {
  const { companyId } = ask;
  const { company, now } = await world.store.read({ companyId }, async (at) => ({
    company: await companyById(at, companyId),
    now: await databaseNow(at),
  }));
  if (!company) return companyNotFound(String(companyId));
  const parsed = parseSchedule(ask.definition, company);
  if (!parsed.ok) return parsed;
  const schedule = parsed.value;
  const fromOn = ask.fromOn ?? now.toZonedDateTimeISO(schedule.timeZone).toPlainDate();
  const checked = checkedRule(schedule, fromOn);
  if (!checked.ok) return checked;
  const scheduleId = await world.store.write({ companyId }, async (tx) => {
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
      actor: ask.by,
      action: 'schedule.add',
      subject: `schedule:${id}`,
      facts: { definition: schedule.definition },
    });
    return id;
  });
  if (scheduleId === null) {
    return refuse({
      family: 'conflict',
      code: 'schedule_exists',
      message: `company ${company.code} has a schedule ${schedule.code} already`,
      hint: 'choose another code',
    });
  }
  const generated = await generatePeriods(world, { companyId, scheduleId, fromOn });
  if (!generated.ok) return generated;
  return answer({ scheduleId, code: schedule.code, periods: generated.value.added });
}

/** A rule must fire exactly once for each coming period. */
function checkedRule(schedule: PaySchedule, fromOn: Temporal.PlainDate): Answer<unknown> {
  if (schedule.rule === null) return answer(null);
  return checkRule(schedule.rule, { kind: 'schedule', schedule, fromOn });
}
