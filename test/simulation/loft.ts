/**
 * Two companies in one database, each with three people and three periods of two weeks. The first period is paid
 * before the simulation starts, so that there is something to undo; the others fall due during it.
 *
 * In `seen` somebody else approves each reversal and each correction. In `free` they commit by themselves.
 */
import { addCompany } from '#operations/companies/add-company.ts';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import { must, takeRoster } from '../support/small-company.ts';
import type { SimulatedCompany } from './companies.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date\n';
const roster = `${header}ada,Ada,salary,91000.00,,single,,2019-03-01
ben,Ben,hourly,,24.50,mfj,,2021-06-14
dan,Dan,hourly,,19.75,single,4,2021-06-14
`;
/** Employee numbers; undo-rules.ts knows their rates. */
export const hourlyOfLoft = ['ben', 'dan'];
const fortnights = ['2024-01-01', '2024-01-15', '2024-01-29'];
const eyesOf = { seen: 'required', free: 'none' } as const;

export const loft: SimulatedCompany = {
  name: 'loft',
  laidAt: '2024-01-16T12:00:00Z',
  startsAt: '2024-01-24T12:00:00Z',
  lastsUntil: '2024-03-20T00:00:00Z',
  hasWaitingRuns: true,
  hasUndo: true,
  hours: (variant) =>
    `employee_id,regular_hours\nben,${70 + (variant % 15)}\ndan,${70 + ((variant * 7) % 15)}\n`,
  raise: (variant) => `${header}ada,Ada,salary,${92000 + variant}.00,,single,,2019-03-01\n`,
  lateHours: (variant) => loft.hours(variant),
  expenses: {
    payOn: '2024-03-12',
    frequency: 'biweekly',
    file: () => 'employee_id,code,amount\nada,REIMBURSEMENT,40.00\n',
    key: () => null,
  },
  async lay(world) {
    for (const [code, secondEyes] of Object.entries(eyesOf)) {
      await layCompany(world, { code, secondEyes });
    }
  },
};

async function layCompany(
  world: World,
  { code, secondEyes }: { readonly code: string; readonly secondEyes: string },
): Promise<void> {
  const where = { currency: 'USD', timeZone: 'America/New_York', calendar: 'fed' };
  const named = { code, name: code, ...where, stateTax: 'none_calculated' };
  const { companyId } = must(await addCompany(world, named));
  await takeRoster(world, { companyId, text: roster });
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  must(await setPaySettings(world, { company, secondEyes }));
  for (const [nth, from] of fortnights.entries()) {
    const startOn = Temporal.PlainDate.from(from);
    const endOn = startOn.add({ days: 13 });
    const { periodId } = must(
      await addPeriod(world, {
        ...{ companyId, scheduleId: null, frequency: 'biweekly', startOn, endOn },
        ...{ payOn: endOn.add({ days: 5 }), rule: { days_before_end: 2 } },
      }),
    );
    must(await activatePeriod(world, { periodId }));
    const bytes = Buffer.from(loft.hours(10));
    must(await importHours(world, { periodId, bytes, dryRun: false }));
    if (nth > 0) continue;
    const ask = { periodId, force: { reason: 'it is paid before' } };
    must(await runPayrollForPeriod(world, ask, { concurrency: 1, pause: async () => undefined }));
  }
}
