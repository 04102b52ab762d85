/**
 * A company whose runs are reviewed by a policy. It pays every other Friday. Its clock stands still:
 * `look` is what a worker does when it looks for work.
 *
 * Period from Mon 5 Jan to Sun 18 Jan 2026, paid on Fri 23 Jan. Its run opens on Tue 20 Jan at 02:00 New York, and
 * its approval deadline is Wed 21 Jan at 17:00 New York (22:00 UTC).
 */
import pg from 'pg';
import { addPerson } from '#operations/reviews/people.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import { type RunRow, runs } from '#store/reads/runs.ts';
import { tellPresence } from '#store/writes/reviews.ts';
import { freshDatabase } from './database.ts';
import { as, must, smallCompany, takeRoster } from './small-company.ts';

export const openedAt = '2026-01-20T07:00:00Z';
export const deadlineAt = '2026-01-21T22:00:00Z';

export const windowOfADay = { policy: 'window', hours: 24 };
/** Of a run that opened on time. */
export const windowEnds = '2026-01-21T07:00:00Z';

const everybody = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
ada,Ada Lovelace,salary,91000.00,,single,,2019-03-01
cleo,Cleo Marsh,salary,130000.00,,hoh,5,2018-01-08
`;

/** On no schedule. */
const boss = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
zoe,Zoe Hale,salary,91000.00,,single,2019-03-01
`;

/** Nobody has hours, so a run waits for a person. */
const hourly = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14
dan,Dan Orme,hourly,,19.75,single,,2023-02-20
`;

export type Reviewed = Awaited<ReturnType<typeof reviewedCompany>>;

export async function reviewedCompany(
  review: object | null,
  how: {
    readonly blocked?: boolean;
    readonly approvers?: readonly string[];
    /** Instead of the rule. */
    readonly stages?: object;
    /** A second schedule, `other`, with the same periods. */
    readonly other?: boolean;
  } = {},
) {
  const { url } = await freshDatabase();
  const now = '2026-01-15T12:00:00Z';
  const small = await smallCompany({ url, now, roster: boss });
  const { world, companyId, clock } = small;
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  for (const person of how.approvers ?? []) {
    must(await addPerson(world, { company, person, roles: ['approver'] }));
  }
  const definition = {
    ...{ code: 'crew', frequency: 'biweekly', anchor: '2026-01-09', starts_on: '2026-01-05' },
    pay_date: { days_after_end: 5 },
    ...(how.stages === undefined ? { rule: { days_before_pay_date: 3 } } : { stages: how.stages }),
    ...(review === null ? {} : { review }),
  };
  must(
    await addSchedule(world, {
      companyId,
      definition,
      fromOn: Temporal.PlainDate.from('2026-01-05'),
    }),
  );
  if (how.other === true) {
    const same = { ...definition, code: 'other' };
    must(
      await addSchedule(world, {
        ...{ companyId, definition: same, fromOn: Temporal.PlainDate.from('2026-01-05') },
      }),
    );
  }
  const text = how.blocked === true ? hourly : everybody;
  await takeRoster(world, { companyId, text, scheduleCode: 'crew' });
  const worker: World = {
    ...world,
    inHand: { during: (_, act) => act(() => undefined), giveBackLost: async () => null },
  };
  const look = async (as_: World = worker) => {
    await autoRunPayroll(as_, { concurrency: 1, pause: async () => undefined });
  };
  /** A worker reports. After a silence, it is there from now on. */
  const report = () => world.store.write('every company', (tx) => tellPresence(tx));
  /** A worker was there all the time up to then, and looks. */
  const goTo = async (at: string) => {
    await clock.set(at);
    await sql(
      url,
      `insert into worker_presence values ('workers', '2026-01-01', paybeat_now())
      on conflict (of_whom) do update set seen_at = paybeat_now()`,
    );
    await look();
  };
  /** Everything was down up to then. A worker starts and looks. */
  const comeBackAt = async (at: string) => {
    await clock.set(at);
    await look();
    await report();
  };
  const run = async (): Promise<RunRow> => {
    const [found] = await world.store.read('every company', (at) =>
      runs(at, { companyId, limit: 1 }),
    );
    if (!found) throw new Error('the period has a run');
    return found;
  };
  const approve = async (who: string, more: object = {}) => {
    const { runId } = await run();
    const ask = { runId, why: 'looked at', totals: null, dryRun: false };
    return approveRun(as(world, who), { ...ask, ...more });
  };
  return { ...small, url, company, worker, look, report, goTo, comeBackAt, run, approve };
}

export async function sql(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set search_path = paybeat, public');
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
