/**
 * From a company to payslips in one program, without a worker: everything happens in this process.
 */
import { openPaybeat, valueOf } from 'paybeat';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E1,Ada Byron,salary,52000,,single,2020-01-01
E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01
`;

await using paybeat = valueOf(await openPaybeat({ migrate: true }));
valueOf(
  await paybeat.companies.add({
    code: 'example',
    name: 'Example Ltd',
    currency: 'USD',
    timeZone: 'America/New_York',
    calendar: 'fed',
    stateTax: 'none_calculated',
  }),
);
const bytes = new TextEncoder().encode(roster);
valueOf(await paybeat.roster.import({ company: 'example', bytes }));
const { periodId } = valueOf(
  await paybeat.periods.add({
    company: 'example',
    frequency: 'monthly',
    rule: { days_before_end: 3 },
    startOn: '2024-01-01',
    endOn: '2024-01-31',
  }),
);
valueOf(await paybeat.periods.activate(periodId));
valueOf(await paybeat.runPeriod({ periodId, force: { reason: 'an example of the past' } }));

const [run] = await paybeat.runs.list({ periodId });
if (run === undefined) throw new Error('the period has a run');
process.stdout.write(`run ${run.runId} is ${run.state}: ${run.paidCount} paid\n`);
for (const { number, code, detail } of await paybeat.runs.exceptions(run.runId)) {
  process.stdout.write(`${number} is held: ${code}: ${detail}\n`);
}
const { payslip } = valueOf(await paybeat.payslips.show({ runId: run.runId, number: 'E1' }));
process.stdout.write(`E1: net ${payslip.netMinor} cents\n`);
