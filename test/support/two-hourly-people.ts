/** A company with two people who are paid by the hour, and a period whose inputs a test imports. */
import { freshDatabase } from './database.ts';
import { period } from './paid-periods.ts';
import { type SmallCompany, smallCompany } from './small-company.ts';

export const hourlyRoster = `employee_id,name,pay_type,hourly_rate,filing_status,hire_date
W1,Ben Oduya,hourly,20.00,single,2025-01-06
W2,Ann Lee,hourly,25.00,single,2025-01-06
`;

interface TwoHourlyPeople {
  readonly small: SmallCompany;
  readonly periodId: number;
  end(): Promise<void>;
}

export async function twoHourlyPeople(): Promise<TwoHourlyPeople> {
  const database = await freshDatabase();
  const now = '2026-11-01T12:00:00Z';
  const small = await smallCompany({ url: database.url, now, roster: hourlyRoster });
  const periodId = await period(small, { from: '2026-11-02' });
  const end = async (): Promise<void> => {
    await small.close();
    await database.drop();
  };
  return { small, periodId, end };
}
