/** The file of an off-cycle run is read as an import of inputs is: with the saved column map, and with its notes. */
import { describe, expect, it } from 'vitest';
import { saveColumns } from '#operations/people/saved-columns.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { runs } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow } from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const foreign = 'Staff No,What,Value\nada,Bonus,1000\ncleo,Bonus,2500.50\n';
const own = 'employee_id,code,amount\nada,BONUS,1000\ncleo,BONUS,2500.50\n';
const map = {
  columns: {
    employee_id: 'Staff No',
    code: { from: 'What', values: { Bonus: 'BONUS' } },
    amount: 'Value',
  },
};

async function company(): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  return smallCompany({ url, now: '2026-01-20T15:00:00Z' });
}

async function pay(
  small: SmallCompany,
  text: string,
  ask: { readonly dryRun?: boolean; readonly columns?: unknown; readonly refuseUnusual?: boolean },
) {
  const { dryRun = false, columns, refuseUnusual = false } = ask;
  const payOn = Temporal.PlainDate.from('2026-01-23');
  return runOffCycle(
    small.world,
    {
      ...{ company: await companyRow(small), payOn, bytes: Buffer.from(text), key: null },
      ...{ startOn: null, endOn: null, frequency: 'biweekly', dryRun, refuseUnusual },
      form: columns === undefined ? {} : { columns },
    },
    { ...drivenBy(small.clock), pause: () => small.clock.advance({ milliseconds: 1 }) },
  );
}

async function save(small: SmallCompany): Promise<void> {
  must(await saveColumns(small.world, { company: await companyRow(small), kind: 'inputs', map }));
}

async function runCount({ world, companyId }: SmallCompany): Promise<number> {
  return (await world.store.read({ companyId }, (at) => runs(at, { companyId, limit: 10 }))).length;
}

describe('the file of an off-cycle run', () => {
  it('is read with the saved column map of inputs, and the answer says so', async () => {
    const small = await company();
    expect(await pay(small, foreign, {})).toMatchObject({ refusal: { code: 'file_refused' } });
    await save(small);
    const told = [{ code: 'columns_mapped', facts: { saved: { by: expect.any(String) } } }];
    const rehearsed = must(await pay(small, foreign, { dryRun: true }));
    expect(rehearsed).toMatchObject({ kind: 'rehearsed', paid: 2, notes: told });
    const ran = must(await pay(small, foreign, {}));
    expect(ran).toMatchObject({ kind: 'ran', wasThere: false, notes: told });
    // The content is the same, however the file is written.
    expect(must(await pay(small, own, {}))).toMatchObject({ wasThere: true, notes: [] });
    const without = await pay(small, foreign, { columns: 'none' });
    expect(without).toMatchObject({ refusal: { code: 'file_refused' } });
    expect(await runCount(small)).toBe(1);
  });

  it('that the saved map does not fit is refused, with who saved the map', async () => {
    const small = await company();
    await save(small);
    const refused = await pay(small, foreign.replace('Value', 'Worth'), {});
    expect(refused).toMatchObject({
      refusal: { code: 'file_refused', facts: { savedColumns: { by: expect.any(String) } } },
    });
    expect(await runCount(small)).toBe(0);
  });

  it('is told for unusual values, and refused for them if the caller says so', async () => {
    const small = await company();
    const high = 'employee_id,code,amount\nada,BONUS,1000000\n';
    const unusual = [{ code: 'amount_far_above_pay', row: 2, column: 'amount', employee: 'ada' }];
    const rehearsed = must(await pay(small, high, { dryRun: true }));
    expect(rehearsed).toMatchObject({ kind: 'rehearsed', unusual });
    expect(await pay(small, high, { refuseUnusual: true })).toMatchObject({
      refusal: { code: 'file_refused', issues: [{ code: 'amount_far_above_pay' }] },
    });
    expect(await runCount(small)).toBe(0);
    expect(must(await pay(small, own, { dryRun: true }))).toMatchObject({ unusual: [] });
  });
});
