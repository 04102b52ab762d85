/**
 * Companies of salaried people with monthly periods, for benches with many runs.
 *
 * Their salaries follow this formula: `30000 + g*7919 mod 270000 + (g mod 100)/100` for
 * employee g.
 */
import type { Answer } from '#errors.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import { ask } from './worker-processes.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date';

/** People are numbered from `first` through all companies. */
export async function layCompany(
  world: World,
  ask: { readonly code: string; readonly people: number; readonly first: number },
): Promise<number> {
  const { code, people, first } = ask;
  const { companyId } = must(
    await addCompany(world, {
      ...{ code, name: code, currency: 'USD', timeZone: 'UTC', calendar: 'fed' },
      stateTax: 'none_calculated',
    }),
  );
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  const rows = Array.from({ length: people }, (_, index) => {
    const number = first + index;
    const salary = 30_000 + ((number * 7_919) % 270_000);
    const cents = String(number % 100).padStart(2, '0');
    return `E${number},Person ${number},salary,${salary}.${cents},,single,,2019-03-01`;
  });
  const bytes = Buffer.from(`${[header, ...rows].join('\n')}\n`);
  must(await importRoster(world, { company, bytes, scheduleCode: null, dryRun: false }));
  return companyId;
}

/** An active period. It is due at the end of its last day. */
export async function layMonth(
  world: World,
  ask: { readonly companyId: number; readonly month: Temporal.PlainYearMonth },
): Promise<number> {
  const { companyId, month } = ask;
  const endOn = month.toPlainDate({ day: month.daysInMonth });
  const { periodId } = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'monthly', payOn: null },
      ...{ startOn: month.toPlainDate({ day: 1 }), endOn },
      rule: { run_on_date: endOn.toString(), at: '23:00' },
    }),
  );
  must(await activatePeriod(world, { periodId }));
  return periodId;
}

/**
 * An active period of two weeks, due far in the future until `letAllBeDue` is called. `earlier` counts whole
 * fortnights back from the last one.
 */
export async function layFortnight(
  world: World,
  { companyId, earlier = 0 }: { readonly companyId: number; readonly earlier?: number },
): Promise<number> {
  const lastEndOn = Temporal.Now.plainDateISO('UTC').add({ days: 30 });
  const endOn = lastEndOn.subtract({ weeks: 2 * earlier });
  const { periodId } = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'biweekly', payOn: null },
      ...{ startOn: endOn.subtract({ days: 13 }), endOn },
      rule: { run_on_date: endOn.toString(), at: '23:00' },
    }),
  );
  must(await activatePeriod(world, { periodId }));
  return periodId;
}

/**
 * Makes every period that waits due after the given number of seconds, so that workers see it in advance. The
 * triggers of the database are off meanwhile, because no person made this change and no audit row is written.
 */
export async function letAllBeDue(url: string, aheadSeconds: number): Promise<void> {
  const unguarded = new URL(url);
  unguarded.searchParams.set('options', '-c session_replication_role=replica');
  const [moved] = await ask<{ at: string }>(
    unguarded.href,
    `with moved as (
       update paybeat.due_instant set due_at = clock_timestamp() + make_interval(secs => $1)
       where state = 'waiting' returning due_at)
     select max(due_at)::text as at from moved`,
    [aheadSeconds],
  );
  await ask(unguarded.href, `update paybeat.due_instant set due_at = $1 where state = 'waiting'`, [
    moved?.at,
  ]);
}

/** In this time every running worker scans once more (each 15 s) and learns the due instant. */
const aheadSeconds = 17;
/** A worker that has just started scans at once, so it learns the due instant earlier. */
const aheadOfStartSeconds = 8;
const marginSeconds = 3;

/** Makes every period due shortly after the workers have started, so that they know it before it comes. */
export async function startBeforeDue(url: string, start: () => Promise<void>): Promise<void> {
  await letAllBeDue(url, aheadOfStartSeconds);
  await start();
  const [waits] = await ask<{ seconds: number }>(
    url,
    `select extract(epoch from min(due_at) - clock_timestamp())::float8 as seconds
     from paybeat.due_instant where state = 'waiting'`,
  );
  const isLate = !waits || waits.seconds < marginSeconds;
  if (isLate) await letAllBeDue(url, aheadSeconds);
}

export function must<T>(answered: Answer<T>): T {
  if (answered.ok) return answered.value;
  throw new Error(JSON.stringify(answered.refusal));
}
