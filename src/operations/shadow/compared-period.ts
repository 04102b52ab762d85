/**
 * A period in shadow as it was compared: everybody with both results.
 *
 * Refusals: period_not_found, not_compared, employee_unknown.
 */
import { type Answer, answer, assert, refuse } from '#errors.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companyById, currentRevision } from '#store/reads/companies.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';
import { type ShadowPersonRow, shadowPeople, shadowPeriods } from '#store/reads/shadows.ts';
import type { Reading } from '#store/store.ts';
import { type PeriodBeside, periodsBeside } from './shadow-record.ts';

export interface ComparedPeriod {
  readonly company: CompanyRow;
  readonly schedule: string;
  readonly period: PeriodBeside;
  /** Everybody, or the one who was asked for. */
  readonly people: readonly ShadowPersonRow[];
  /** Code and title of a pay code of a line. */
  readonly payCode: (id: number) => {
    readonly code: string;
    readonly title: string;
    readonly kind: string;
  };
}

export async function showCompared(
  world: World,
  ask: { readonly periodId: number; readonly employee: string | null },
): Promise<Answer<ComparedPeriod>> {
  const found = await findPeriod(world, ask.periodId);
  if (!found.ok) return found;
  const period = found.value;
  return world.store.read(period, async (at): Promise<Answer<ComparedPeriod>> => {
    const compared = period.shadowId === null ? null : await comparedPeriod(at, period);
    if (compared === null || compared.period.comparedAt === null) return notCompared(period);
    if (ask.employee === null) return answer(compared);
    const numbers = [ask.employee];
    const people = await shadowPeople(at, { periodId: period.periodId, numbers });
    if (people.length > 0) return answer({ ...compared, people });
    return refuse({
      family: 'not_found',
      code: 'employee_unknown',
      message: `the comparison of period ${period.periodId} has no employee ${ask.employee}`,
      hint: 'see everybody in it',
      facts: { periodId: period.periodId },
    });
  });
}

/** The period has to be in shadow. */
export async function comparedPeriod(at: Reading, period: PeriodRow): Promise<ComparedPeriod> {
  const { companyId, periodId, shadowId, scheduleCode } = period;
  const company = await companyById(at, companyId);
  assert(company && shadowId !== null, `period ${periodId} is in a shadow of its company`);
  const today = (await databaseNow(at)).toZonedDateTimeISO(company.timeZone).toPlainDate();
  const judged = periodsBeside(await shadowPeriods(at, shadowId), today);
  const mine = judged.find((one) => one.periodId === periodId);
  assert(mine, 'the period is one of its shadow');
  const revision = await currentRevision(at, companyId);
  const codes = await payCodesAt(at, { companyId, currency: company.currency, revision });
  return {
    ...{ company, schedule: scheduleCode ?? '', period: mine },
    people: await shadowPeople(at, { periodId }),
    payCode: (id) => {
      const known = codes.ok ? codes.value.byId.get(id) : undefined;
      return known ?? { code: String(id), title: String(id), kind: 'information' };
    },
  };
}

function notCompared({ periodId }: PeriodRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'not_compared',
    message: `period ${periodId} was not compared with another payroll`,
    hint: 'compare it first',
    actions: [{ action: 'compare_shadow', period: periodId }],
    facts: { periodId },
  });
}
