/** A wrong pay code for everybody is put right, also of more people than one transaction calculates. */
import { expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { atOnceMax } from '#operations/runs/differing-people.ts';
import type { Store } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { corrected, correction } from '../support/corrected.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, period, run, settings } from '../support/paid-periods.ts';
import { drivenBy, must, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const count = atOnceMax + 150;
const numbers = Array.from({ length: count }, (_, nth) => `n${String(nth).padStart(4, '0')}`);
const file = (column: string, rows: readonly string[]) =>
  ['employee_id', column].join(',').concat('\n', rows.map((row) => `${row}\n`).join(''));
const rosterOf = () =>
  'employee_id,name,pay_type,hourly_rate,filing_status,hire_date\n'.concat(
    numbers.map((number) => `${number},Person ${number},hourly,20.00,single,2020-01-01\n`).join(''),
  );

it('everybody is corrected by one run, also whoever changed while they were compared', async () => {
  const { url } = await freshDatabase();
  const events: { readonly done: number; readonly of: number }[] = [];
  const small = await smallCompany({
    ...{ url, now: '2026-01-19T15:00:00Z', roster: rosterOf() },
    settings: { chunkSize: 500 },
  });
  await settings(small, { secondEyes: 'none' });
  const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-16' });
  const each = (worked: number) => numbers.map((number) => `${number},${worked}`);
  await hours(small, periodId, file('regular_hours', each(40)));
  const { runId, paidCount } = await run(small, periodId);
  expect(paidCount).toBe(count);
  // These were hours of overtime. One person really worked fewer hours.
  const [first = '', second = '', ...others] = numbers;
  const right = [`${first},20`, `${second},44`, ...others.map((number) => `${number},40`)];
  const how = { late: true, replaceAll: true, dryRun: false };
  const bytes = Buffer.from(file('overtime_hours', right));
  must(await importHours(small.world, { periodId, bytes, ...how }));

  const emit = (event: PaybeatEvent) => {
    if (event.kind === 'payslips_compared') events.push(event);
  };
  const world = { ...small.world, telemetry: { emit } };
  const ask = correction(runId, null);
  const tried = must(await correctRun(world, { ...ask, dryRun: true }, drivenBy(small.clock)));
  expect(tried).toMatchObject({
    ...{ kind: 'rehearsed', held: [], counts: { corrected: count - 1, owing: 1 } },
  });
  expect(events.at(-1)).toMatchObject({ done: count, of: count });

  // Somebody enters other hours while people are compared, page by page.
  let reads = 0;
  const read: Store['read'] = async (scope, asks) => {
    reads += 1;
    const later = Buffer.from(file('overtime_hours', [`${second},46`]));
    const again = { late: true, replace: true, dryRun: false };
    if (reads === 4) must(await importHours(small.world, { periodId, bytes: later, ...again }));
    return small.world.store.read(scope, asks);
  };
  const disturbed = { ...small.world, store: { ...small.world.store, read } };
  const done = await corrected({ small, world: disturbed }, ask);
  // 40 hours × 10.00 for each, and 6 × 30.00 for one of them.
  expect(done).toMatchObject({
    run: {
      state: 'committed',
      paidCount: count - 1,
      grossMinor: BigInt(count - 1) * 40_000n + 18_000n,
    },
    counts: { corrected: count - 1, owing: 1 },
  });
  expect(await correctRun(small.world, ask, drivenBy(small.clock))).toMatchObject({
    ok: true,
    value: { kind: 'entered', counts: { corrected: 0, owing: 1 } },
  });
  await expectSound(small.world);
  await small.close();
}, 120_000);
