/**
 * A company of two salaried people whose taxes of a pay date are worked out by hand, every two weeks of 2026.
 *
 *   Ada  91,000.00 a year, single: 3,500.00. Income tax (Publication 15-T, standard schedule): 91,000 - 8,600 =
 *        82,400; 5,800 + 22 % of 24,500 = 11,190 a year, ÷ 26 = 430.38. Social Security 217.00, Medicare 50.75.
 *   Bo   52,000.00 a year, single: 2,000.00. 52,000 - 8,600 = 43,400; 1,240 + 12 % of 23,500 = 4,060, ÷ 26 = 156.15.
 *        Social Security 124.00, Medicare 29.00. FUTA 0.6 %: 21.00 and 12.00.
 *
 * Form 941, both sides: income tax 586.53, Social Security 2 × 341.00, Medicare 2 × 79.75: together 1,428.03.
 */
import type { RunRow } from '#store/reads/runs.ts';
import { period, run, settings } from './paid-periods.ts';
import { type SmallCompany, smallCompany } from './small-company.ts';

export const salaries = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,single,2019-03-01
bo,Bo Marsh,salary,52000.00,single,2020-03-01
`;

/** Of one pay date, in cents. */
export const handmade = {
  FIT: 586_53n,
  SS: 341_00n,
  SS_EMPLOYER: 341_00n,
  MEDICARE: 79_75n,
  MEDICARE_EMPLOYER: 79_75n,
  FUTA_EMPLOYER: 33_00n,
} as const;
export const handmade941 = 1_428_03n;

export async function twoSalaries(url: string, now: string): Promise<SmallCompany> {
  const small = await smallCompany({ url, now, roster: salaries });
  await settings(small, { secondEyes: 'none', heldPercentMax: 100 });
  return small;
}

/** Pays two weeks on a day. */
export async function paid(small: SmallCompany, from: string, payOn: string): Promise<RunRow> {
  const done = await run(small, await period(small, { from, payOn }));
  if (done.state !== 'committed') throw new Error(`it is ${done.state}`);
  return done;
}
