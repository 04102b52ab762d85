/**
 * Five companies in one database, each with two people and two months that were added by hand. Both are due at
 * the same time in all of them, so they are paid in sets.
 *
 * One of them breaks: the server refuses every payslip of it. Its runs fail, and nobody else's may.
 */
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import type { World } from '#operations/world.ts';
import { must, takeRoster } from '../support/small-company.ts';
import type { SimulatedCompany } from './companies.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date\n';
const roster = `${header}ada,Ada,salary,91000.00,,single,,2019-03-01
ben,Ben,hourly,,24.50,mfj,,2021-06-14
`;
const months = [
  ['2024-01-01', '2024-01-31'],
  ['2024-02-01', '2024-02-29'],
] as const;
const companies = ['one', 'two', 'three', 'four', 'five'];
const broken = 'three';

const refusesRows = `
  create function paybeat.refuse_broken() returns trigger language plpgsql security definer as $$
    begin
      if new.company_id = (select company_id from paybeat.company where code = '${broken}') then
        raise exception 'company % breaks (simulated)', new.company_id;
      end if;
      return new;
    end $$;
  grant execute on function paybeat.refuse_broken() to public;
  create trigger refuse_broken before insert on paybeat.payslip for each row
    execute function paybeat.refuse_broken()`;

export const quay: SimulatedCompany = {
  name: 'quay',
  startsAt: '2024-01-27T12:00:00Z',
  lastsUntil: '2024-03-20T00:00:00Z',
  schema: refusesRows,
  hours: (variant) => `employee_id,regular_hours\nben,${150 + variant}\n`,
  raise: (variant) => `${header}ada,Ada,salary,${92000 + variant}.00,,single,,2019-03-01\n`,
  lateHours: (variant) => `employee_id,regular_hours\nben,${100 + variant}\n`,
  expenses: {
    payOn: '2024-03-12',
    frequency: 'monthly',
    file: () => 'employee_id,code,amount\nada,REIMBURSEMENT,40.00\n',
    // Of one company: those of the others have a derived key.
    key: (variant) => (variant % companies.length === 0 ? 'expenses of ada' : null),
  },
  async lay(world) {
    for (const code of companies) await layCompany(world, code);
  },
};

async function layCompany(world: World, code: string): Promise<void> {
  const where = { currency: 'USD', timeZone: 'America/New_York', calendar: 'fed' };
  const added = await addCompany(world, {
    code,
    name: code,
    ...where,
    stateTax: 'none_calculated',
  });
  const { companyId } = must(added);
  await takeRoster(world, { companyId, text: roster });
  for (const [startOn, endOn] of months) {
    const { periodId } = must(
      await addPeriod(world, {
        ...{ companyId, scheduleId: null, frequency: 'monthly', payOn: null },
        startOn: Temporal.PlainDate.from(startOn),
        endOn: Temporal.PlainDate.from(endOn),
        rule: { days_before_end: 3 },
      }),
    );
    must(await activatePeriod(world, { periodId }));
    const bytes = Buffer.from(quay.hours(10));
    must(await importHours(world, { periodId, bytes, dryRun: false }));
  }
}
