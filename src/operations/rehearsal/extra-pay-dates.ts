/**
 * Pay dates that a year does not usually have, and the money that each needs: the 27th of a schedule that pays every two
 * weeks, or the 53rd of one that pays every week.
 */
import { planSchedules } from '#operations/schedules/plan-schedules.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type CashRow, cashOf } from './cash.ts';
import type { RehearsedRun } from './rehearsed-runs.ts';
import type { ScratchWorld } from './scratch-company.ts';

export interface ExtraPayDate {
  readonly scheduleCode: string;
  readonly payOn: Temporal.PlainDate;
  /** Which pay date of its tax year it is. */
  readonly nth: number;
  readonly message: string;
  /** The money of its runs. Null: none was committed. */
  readonly cash: CashRow | null;
}

/** In order of pay date. */
export async function extraPayDates(
  world: ScratchWorld,
  ask: {
    readonly company: CompanyRow;
    readonly from: Temporal.Instant;
    readonly until: Temporal.Instant;
    readonly runs: readonly RehearsedRun[];
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
        const own = ask.runs.filter(
          ({ run }) => run.scheduleCode === scheduleCode && run.payOn.equals(payOn),
        );
        const [cash = null] = cashOf(own).byPayDate;
        return [{ scheduleCode, payOn, nth, message: mark.message, cash }];
      }),
    )
    .toSorted((one, other) => Temporal.PlainDate.compare(one.payOn, other.payOn));
}
