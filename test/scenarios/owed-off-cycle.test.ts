/**
 * Owed pay that does not wait for the next regular run: an off-cycle run pays it, once. Whoever is owed something
 * again after a void, or a recalculation, is paid once, too.
 */
import { describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { review } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { payOwedNow } from '#operations/runs/run-off-cycle.ts';
import { runInMotion } from '#store/reads/run-work.ts';
import { freshDatabase } from '../support/database.ts';
import { owed, roster } from '../support/owed.ts';
import { companyRow, hours, payslip, period, run, terms } from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const people = (...rows: string[]) =>
  `employee_id,name,pay_type,hourly_rate,filing_status,hire_date,end_date\n${rows.join('\n')}\n`;
const stays = 'R2,Ann Reed,hourly,18.00,single,2025-01-06,';
const leaver = 'R1,Cal Moss,hourly,18.00,single,2025-01-06,';
const raise =
  'employee_id,from,pay_type,hourly_rate\nR1,2026-10-19,hourly,19.00\nR2,2026-10-19,hourly,19.00\n';
const why = 'the scenario says so';

/** The case raise-after-leaving, up to the raise: R1 has left, and 140.00 is owed to each of both. */
async function raised() {
  const { url } = await freshDatabase();
  const small = await smallCompany({
    ...{ url, now: '2026-11-18T12:00:00Z', roster: people(leaver, stays) },
  });
  for (const from of ['2026-10-19', '2026-11-02']) {
    const id = await period(small, { from });
    await hours(small, id, 'employee_id,regular_hours\nR1,70\nR2,70\n');
    expect(await run(small, id)).toMatchObject({ state: 'committed', heldCount: 0 });
  }
  await roster(small, people(`${leaver}2026-11-15`, stays));
  await terms(small, raise);
  const third = await period(small, { from: '2026-11-16' });
  await hours(small, third, 'employee_id,regular_hours\nR2,70\n');
  return { small, third };
}

interface Asked {
  readonly on?: string;
  readonly seen?: string | null;
  readonly dryRun?: boolean;
}

async function payNow(small: SmallCompany, number: string, ask: Asked = {}) {
  const { on = '2026-11-20', seen = null, dryRun = false } = ask;
  const row = await companyRow(small);
  return payOwedNow(
    small.world,
    { company: row, number, why, payOn: Temporal.PlainDate.from(on), seen, dryRun },
    drivenBy(small.clock),
  );
}

async function paidIn(small: SmallCompany, runId: number, number: string) {
  return (await payslip(small, { runId, number })).lines['RETRO_PAY'] ?? null;
}

const sums = async (small: SmallCompany) =>
  (await owed(small)).map(({ number, amountMinor }) => `${number} ${amountMinor}`);

describe('what is owed to somebody who has left', () => {
  it('is paid by an off-cycle run, and by no run after it', async () => {
    const { small, third } = await raised();
    const before = await sums(small);
    expect(before).toEqual(['R1 7000', 'R1 7000', 'R2 7000', 'R2 7000']);
    const tried = must(await payNow(small, 'R1', { dryRun: true, seen: '140.00' }));
    expect(tried).toMatchObject({
      ...{ kind: 'rehearsed', paid: 1, grossMinor: 14_000n, held: [], similar: [] },
      people: [{ number: 'R1', grossMinor: 14_000n }],
    });
    expect(await sums(small)).toEqual(before);

    const ran = must(await payNow(small, 'R1'));
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran));
    const { runId, ...paid } = ran.run;
    expect(paid).toMatchObject({
      ...{ kind: 'off_cycle', state: 'committed', paidCount: 1, grossMinor: 14_000n, blockers: [] },
    });
    expect(await paidIn(small, runId, 'R1')).toBe('140.00');
    expect(await sums(small)).toEqual(['R2 7000', 'R2 7000']);
    // The same request again.
    expect(must(await payNow(small, 'R1'))).toMatchObject({ wasThere: true, run: { runId } });
    const later = await payNow(small, 'R1', { on: '2026-11-24' });
    expect(later).toMatchObject({ refusal: { code: 'nothing_owed' } });

    const next = await run(small, third);
    expect(next).toMatchObject({ state: 'committed', paidCount: 1, warnings: [] });
    expect(await paidIn(small, next.runId, 'R2')).toBe('140.00');
    expect(await owed(small)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('is refused about another amount, another date, or somebody who is owed nothing', async () => {
    const { small } = await raised();
    const other = await payNow(small, 'R1', { seen: '70.00' });
    expect(other).toMatchObject({ refusal: { code: 'amount_changed' } });
    expect(await payNow(small, 'R9')).toMatchObject({ refusal: { code: 'employee_unknown' } });
    const closed = await payNow(small, 'R1', { on: '2026-11-22' });
    expect(closed).toMatchObject({ refusal: { code: 'pay_date_closed' } });
    const year = await payNow(small, 'R1', { on: '2027-01-08' });
    expect(year).toMatchObject({ refusal: { code: 'owed_for_other_days' } });
    expect(await sums(small)).toHaveLength(4);
    await small.close();
  });

  it('is paid without a decision before it, however long ago the days are', async () => {
    const { small } = await raised();
    await roster(small, people('R3,Nia Brook,hourly,18.00,single,2026-03-09,2026-11-15'));
    const late = { periodId: 2, bytes: Buffer.from('employee_id,regular_hours\nR3,10\n') };
    must(await importHours(small.world, { ...late, late: true, dryRun: false }));
    const rows = (await owed(small, 'R3')).map((one) => [one.amountMinor, one.settledBy.by]);
    expect(rows).toContainEqual([18_000n, 'person']);
    const ran = must(await payNow(small, 'R3'));
    expect(ran).toMatchObject({ run: { state: 'committed', grossMinor: 18_000n } });
    expect((await owed(small, 'R3')).filter((one) => one.amountMinor !== null)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });
});

/** Up to the review. */
async function calculated({ world, companyId }: SmallCompany, runId: number): Promise<void> {
  const motion = await world.store.read({ companyId }, (at) => runInMotion(at, runId));
  for (const { ordinal } of motion?.claimable ?? []) {
    await calculateChunk(world, { companyId, runId, ordinal });
  }
  await review(world, { companyId, runId });
}

describe('a regular run that pays a leaver what is owed', () => {
  it('pays it once although it is recalculated, and owes it again after a void', async () => {
    const { small, third } = await raised();
    const { world, companyId } = small;
    const opened = await openRun(world, { companyId, periodId: third, force: { reason: why } });
    const { runId } = must(opened);
    await calculated(small, runId);
    expect(await paidIn(small, runId, 'R1')).toBe('140.00');
    must(await recalculateRun(world, { runId, why }));
    await calculated(small, runId);
    expect(await paidIn(small, runId, 'R1')).toBe('140.00');
    must(await voidRun(world, { runId, why }));
    expect(await sums(small)).toEqual(['R1 7000', 'R1 7000', 'R2 7000', 'R2 7000']);
    const again = await run(small, third);
    expect(again).toMatchObject({ state: 'committed', paidCount: 2 });
    expect(await paidIn(small, again.runId, 'R1')).toBe('140.00');
    expect(await owed(small)).toEqual([]);
    const fourth = await period(small, { from: '2026-11-30' });
    await hours(small, fourth, 'employee_id,regular_hours\nR2,70\n');
    expect(await run(small, fourth)).toMatchObject({ state: 'committed', paidCount: 1 });
    await expectSound(world);
    await small.close();
  });
});
