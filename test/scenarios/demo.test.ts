/**
 * The demo is loaded completely or not at all. If several processes start at once, one loads it.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadDemo } from '#operations/load-demo.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import { companies } from '#store/reads/companies.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { must, worldOn } from '../support/small-company.ts';

const bakery = {
  roster: await readFile('examples/harbour-bakery/roster.csv'),
  hours: await readFile('examples/harbour-bakery/hours.csv'),
};
const options = { concurrency: 1, pause: async () => undefined };

describe('the demo, loaded by three processes at once', () => {
  it('is loaded by one of them and paid completely', async () => {
    await using database = await freshDatabase();
    const stores = [1, 2, 3].map(() => createStore({ url: database.url, connections: 3 }));
    const worlds = stores.map((store, index) => worldOn(store, {}, `start-${index}`));
    // The bakery stands in for the city, because this tests the order and not the size.
    const results = await Promise.all(
      worlds.map(async (world) => {
        const loaded = must(await loadDemo(world, { bakery, city: bakery }));
        return { loaded, ran: await autoRunPayroll(world, options) };
      }),
    );
    expect(results.filter(({ loaded }) => loaded !== null)).toHaveLength(1);
    const ran = results.flatMap((one) => one.ran).filter((one) => one.kind === 'ran');
    const heldByRun = new Map(ran.map(({ run }) => [run.runId, run.heldCount]));
    expect([...heldByRun.values()]).toEqual([0, 0]);
    // The demo includes the pay of earlier months, so a newcomer sees no warnings.
    expect(ran.flatMap(({ run }) => run.warnings)).toEqual([]);
    const [first] = ran;
    const shown = must(
      await showPayslip(worlds[0] ?? expect.fail(), {
        runId: first?.run.runId ?? 0,
        number: 'HB01',
      }),
    );
    expect(shown.yearToDate).toMatchObject({ openingBalances: 'whole' });
    await Promise.all(stores.map((store) => store.close()));
  });

  it('leaves nothing behind if its second half is refused', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store);
    const broken = { roster: Buffer.from('employee_id\n'), hours: bakery.hours };
    const refused = await loadDemo(world, { bakery, city: broken });
    expect(refused.ok).toBe(false);
    expect(await store.read('every company', (at) => companies(at))).toEqual([]);
    await store.close();
  });
});
