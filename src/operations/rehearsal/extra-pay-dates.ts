/** Pay dates that a year does not usually have: the 27th of a schedule that pays every two weeks. */
import { planSchedules } from '#operations/schedules/plan-schedules.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import type { ScratchWorld } from './scratch-company.ts';

export interface ExtraPayDate {
  readonly scheduleCode: string;
  readonly payOn: Temporal.PlainDate;
  /** Which pay date of its tax year it is. */
  readonly nth: number;
  readonly message: string;
}

/** In order of pay date. */
export async function extraPayDates(
  world: ScratchWorld,
  ask: {
    readonly company: CompanyRow;
    readonly from: Temporal.Instant;
    readonly until: Temporal.Instant;
  },
): Promise<readonly ExtraPayDate[]> {
  const { code: company, timeZone } = ask.company;
  const on = (at: Temporal.Instant) => at.toZonedDateTimeISO(timeZone).toPlainDate();
  const planned = await planSchedules(world, {
    ...{ company, code: null, fromOn: on(ask.from), toOn: on(ask.until) },
  });
  if (!planned.ok) return [];
  return planned.value.plans
    .flatMap(({ code: scheduleCode, rows }) =>
      rows.flatMap(({ payOn, payDateOfYear: nth, marks }): readonly ExtraPayDate[] => {
        const mark = marks.find((one) => one.code === 'extra_pay_date');
        if (mark === undefined || payOn === null) return [];
        return [{ scheduleCode, payOn, nth, message: mark.message }];
      }),
    )
    .toSorted((one, other) => Temporal.PlainDate.compare(one.payOn, other.payOn));
}
