/**
 * Moves the inputs of an earlier period into a later one, each date to the same place of the period.
 *
 * A raise on the eighth day of the earlier period is then on the eighth day of the later one. So between two
 * periods of equal length the payslip does not change, and later steps of a comparison exchange one thing each.
 */
import type { EmployeeFacts, PayItem, PeriodFacts } from '#payslip/payslip-input.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';

type Span = Pick<PeriodFacts, 'startOn' | 'endOn'>;
type Dated = Pick<EmployeeFacts, 'hiredOn' | 'endedOn'> & {
  readonly terms?: EmployeeFacts['terms'];
};

export class DateShift {
  readonly #startDay: number;
  readonly #endDay: number;
  readonly #byStart: number;
  readonly #byEnd: number;

  constructor(from: Span, to: Span) {
    this.#startDay = toEpochDay(from.startOn);
    this.#endDay = toEpochDay(from.endOn);
    this.#byStart = toEpochDay(to.startOn) - this.#startDay;
    this.#byEnd = toEpochDay(to.endOn) - this.#endDay;
  }

  /** The weekdays and the length of the period stay the same, so no payslip changes. */
  get keepsWeeks(): boolean {
    return this.#byStart === this.#byEnd && this.#byStart % 7 === 0;
  }

  day(on: Temporal.PlainDate): Temporal.PlainDate {
    const day = toEpochDay(on);
    if (day >= this.#endDay) return fromEpochDay(day + this.#byEnd);
    return fromEpochDay(Math.min(day + this.#byStart, this.#endDay + this.#byEnd));
  }

  employment<Facts extends Dated>(facts: Facts): Facts {
    const { hiredOn, endedOn, terms } = facts;
    return {
      ...facts,
      hiredOn: this.day(hiredOn),
      endedOn: this.#dayOrNull(endedOn),
      ...(terms === undefined ? {} : { terms: terms.map((term) => this.#term(term)) }),
    };
  }

  #term<
    Term extends {
      readonly fromOn: Temporal.PlainDate;
      readonly untilOn: Temporal.PlainDate | null;
    },
  >(term: Term): Term {
    return { ...term, fromOn: this.day(term.fromOn), untilOn: this.#dayOrNull(term.untilOn) };
  }

  items(items: readonly PayItem[]): readonly PayItem[] {
    return items.map((item) =>
      item.workedOn === undefined || item.workedOn === null
        ? item
        : { ...item, workedOn: this.day(item.workedOn) },
    );
  }

  #dayOrNull(on: Temporal.PlainDate | null): Temporal.PlainDate | null {
    return on === null ? null : this.day(on);
  }
}
