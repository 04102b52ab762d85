/** Reads the earlier employments that a version of an employee names. */
import type { EarlierEmployment } from '#run/employments.ts';

interface Stored {
  readonly from: string;
  readonly until: string;
  readonly pay_type: 'salary' | 'hourly';
  readonly annual_salary_minor: string | null;
  readonly hourly_rate_micro: string | null;
}

/** From the text of the column `earlier`; the earliest first. */
export function earlierEmployments(text: string): readonly EarlierEmployment[] {
  const stored = JSON.parse(text) as readonly Stored[];
  return stored.map((one) => ({
    hiredOn: Temporal.PlainDate.from(one.from),
    endedOn: Temporal.PlainDate.from(one.until),
    payType: one.pay_type,
    annualSalaryMinor: one.annual_salary_minor === null ? null : BigInt(one.annual_salary_minor),
    hourlyRateMicro: one.hourly_rate_micro === null ? null : BigInt(one.hourly_rate_micro),
  }));
}
