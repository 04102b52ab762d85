/** Paying people outside the schedule: held people, and payments on their own dates. */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { liftLimits } from '#operations/judgement/lift-limits.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { openHeldRun } from '#operations/runs/open-held.ts';
import { payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { exceptionsOf } from '#store/reads/runs.ts';
import { workLoad } from '#store/reads/work-load.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, hours, payslip, period, run } from '../support/paid-periods.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  smallRoster,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

async function company(): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now: '2026-01-19T15:00:00Z' });
}

/** Ben and Dan are hourly. Only Ben's hours came in time. */
async function withDanHeld(small: SmallCompany) {
  const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-16' });
  await hours(small, periodId, 'employee_id,regular_hours\nben,80\n');
  return { periodId, regular: await run(small, periodId) };
}

/** The held people whom the metrics count. */
function heldPeople({ world }: SmallCompany): Promise<number> {
  const ask = { lateAfterSeconds: 3_600, leaseSeconds: 30 };
  return world.store.read('every company', async (at) => (await workLoad(at, ask)).heldPeople);
}

const held = (runId: number) => ({ runId, payOn: null, dryRun: false });

describe('a person who was held', () => {
  it('is paid by a separate run after the hours arrive, and never twice', async () => {
    const small = await company();
    const { periodId, regular } = await withDanHeld(small);
    expect(regular).toMatchObject({ paidCount: 3, heldCount: 1 });
    expect(await heldPeople(small)).toBe(1);

    const late = must(await payHeld(small.world, held(regular.runId), drivenBy(small.clock)));
    // There are still no hours: he is held again, nobody can be paid, and the run waits for a
    // person.
    expect(late).toMatchObject({ kind: 'ran', run: { state: 'review', heldCount: 1 } });
    if (late.kind !== 'ran') throw new Error('it ran');
    expect(await heldPeople(small)).toBe(1);
    must(await voidRun(small.world, { runId: late.run.runId, why: 'no hours yet' }));

    await hours(small, periodId, 'employee_id,regular_hours\ndan,72\n');
    const dry = must(
      await payHeld(small.world, { ...held(regular.runId), dryRun: true }, drivenBy(small.clock)),
    );
    // 72 × 19.75
    expect(dry).toMatchObject({ kind: 'rehearsed', paid: 1, held: [], grossMinor: 142_200n });

    const paid = must(await payHeld(small.world, held(regular.runId), drivenBy(small.clock)));
    if (paid.kind !== 'ran') throw new Error('it ran');
    expect(paid.run).toMatchObject({
      kind: 'off_cycle',
      state: 'committed',
      paysHeldOf: regular.runId,
      rosterCount: 1,
      paidCount: 1,
    });
    // The 19th, today, is Martin Luther King Day.
    expect(paid.run.payOn.toString()).toBe('2026-01-20');
    const dan = await payslip(small, { runId: paid.run.runId, number: 'dan' });
    expect(dan.lines['REGULAR']).toBe('1422.00');
    expect(await heldPeople(small)).toBe(0);
    await expectSound(small.world);
    await small.close();
  });

  it.each([
    ['hours', 'employee_id,regular_hours\ndan,72\n'],
    [
      'pay',
      `${smallRoster.replace('dan,Dan Orme,hourly,,19.75', 'dan,Dan Orme,salary,52000.00,')}`,
    ],
  ])('gets a run that must be recalculated after %s have arrived', async (kind, text) => {
    const small = await company();
    const { periodId, regular } = await withDanHeld(small);
    const ask = (more: object = {}) =>
      payHeld(small.world, { ...held(regular.runId), ...more }, drivenBy(small.clock));
    const first = must(await ask());
    const runId = first.kind === 'ran' ? first.run.runId : 0;
    expect(must(await ask())).toMatchObject({ wasThere: true, run: { runId, state: 'review' } });
    if (kind === 'hours') await hours(small, periodId, text);
    else await takeRoster(small.world, { companyId: small.companyId, text });
    const refusal = {
      code: 'inputs_changed',
      actions: [{ action: 'recalculate_run', run: runId }],
      facts: { runId, periodId },
    };
    expect(await ask()).toMatchObject({ refusal });
    expect(await ask({ dryRun: true })).toMatchObject({ refusal });
    must(await recalculateRun(small.world, { runId, why: 'it is here' }));
    expect(must(await ask())).toMatchObject({ run: { runId, state: 'committed', paidCount: 1 } });
    await small.close();
  });

  it('counts as held for a month after the period, and no longer', async () => {
    const small = await company();
    await withDanHeld(small);
    await small.clock.set('2026-02-19T00:00:00Z');
    expect(await heldPeople(small)).toBe(1);
    await small.clock.set('2026-02-20T00:00:00Z');
    expect(await heldPeople(small)).toBe(0);
    await small.close();
  });

  it('can get hours after the run, and a paid person cannot', async () => {
    const small = await company();
    const { periodId } = await withDanHeld(small);
    const file = Buffer.from('employee_id,regular_hours\ndan,72\nben,81\n');
    const refused = await importHours(small.world, { periodId, bytes: file, dryRun: false });
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        code: 'already_paid',
        issues: [{ pointer: 'row 3, column employee_id', code: 'already_paid' }],
      },
    });
    await small.close();
  });

  it('is in only one run at a time, whoever opens it', async () => {
    const small = await company();
    const { periodId, regular } = await withDanHeld(small);
    await hours(small, periodId, 'employee_id,regular_hours\ndan,72\n');
    const { world, companyId } = small;
    const open = () =>
      world.store.write({ companyId }, (tx) => openHeldRun(tx, { ...held(regular.runId), world }));
    const both = await Promise.all([open(), open()]);
    expect(both.map((one) => must(one).kind).toSorted()).toEqual(['opened', 'was_there']);
    expect(new Set(both.map((one) => must(one).runId)).size).toBe(1);
    await small.close();
  });

  it('is paid once however often anybody asks: the answer is the run that paid', async () => {
    const small = await company();
    const { periodId, regular } = await withDanHeld(small);
    await hours(small, periodId, 'employee_id,regular_hours\ndan,72\n');
    // The runs wait for one another, so their waiting must not expire leases.
    const pause = () => small.clock.advance({ milliseconds: 1 });
    const drive = { ...drivenBy(small.clock), pause };
    const ask = (more: object = {}) =>
      payHeld(small.world, { ...held(regular.runId), ...more }, drive);
    const [one, other] = await Promise.all([ask(), ask()]);
    const later = await ask();
    const runId = regular.runId + 1;
    expect([one, other, later].map((done) => must(done))).toMatchObject(
      [one, other, later].map(() => ({ kind: 'ran', run: { runId, state: 'committed' } })),
    );
    expect(later).toMatchObject({ value: { wasThere: true, people: [{ number: 'dan' }] } });
    expect(await ask({ dryRun: true })).toMatchObject({ value: { kind: 'ran', wasThere: true } });
    expect(await ask({ payOn: Temporal.PlainDate.from('2026-01-26') })).toMatchObject({
      refusal: { code: 'run_exists', facts: { runId } },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('cannot be paid if nobody was held', async () => {
    const small = await company();
    const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-16' });
    await hours(small, periodId, 'employee_id,regular_hours\nben,80\ndan,72\n');
    const { runId } = await run(small, periodId);
    expect(await payHeld(small.world, held(runId), drivenBy(small.clock))).toMatchObject({
      refusal: { code: 'nobody_held' },
    });
    await small.close();
  });

  it.each([
    ['2026-02-16', 'pay_date_closed'],
    ['2026-01-24', 'pay_date_closed'],
    ['2026-01-16', 'pay_date_past'],
    ['2199-01-02', 'calendar_year_unknown'],
  ])('is not paid on %s: %s', async (payOn, code) => {
    const small = await company();
    const { regular } = await withDanHeld(small);
    const ask = { ...held(regular.runId), payOn: Temporal.PlainDate.from(payOn) };
    const refused = await payHeld(small.world, ask, drivenBy(small.clock));
    expect(refused).toMatchObject({ ok: false, refusal: { code } });
    await small.close();
  });

  it('gets no second payslip for the period, because the database refuses it from any writer', async () => {
    const database = await freshDatabase();
    const small = await smallCompany({ url: database.url, now: '2026-01-19T15:00:00Z' });
    const { regular } = await withDanHeld(small);
    const { world, companyId } = small;
    const { runId } = must(
      await world.store.write({ companyId }, (tx) =>
        openHeldRun(tx, { ...held(regular.runId), world }),
      ),
    );
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `create table paybeat.twice as select * from paybeat.payslip where run_id = ${regular.runId};
       update paybeat.twice set run_id = ${runId};
       insert into paybeat.payslip select * from paybeat.twice limit 1`,
    );
    const commit = client.query(
      `update paybeat.pay_run set state = 'committed' where run_id = ${runId}`,
    );
    await expect(commit).rejects.toMatchObject({ constraint: 'payslip_once_a_period' });
    await client.end();
    await small.close();
  });

  it('has the year-to-date of that run in the next regular run', async () => {
    const small = await company();
    const { periodId, regular } = await withDanHeld(small);
    await hours(small, periodId, 'employee_id,regular_hours\ndan,72\n');
    must(await payHeld(small.world, held(regular.runId), drivenBy(small.clock)));
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    const { runId, paidCount } = await run(small, next);
    expect(paidCount).toBe(4);
    // 1,422 + 1,580 of Social Security wages.
    const dan = await payslip(small, { runId, number: 'dan' });
    expect(dan.lines['SS_WAGES']).toBe('1580.00');
    await expectSound(small.world);
    await small.close();
  });
});

describe('an off-cycle run', () => {
  const liftBy = (small: SmallCompany, who: string, runId: number) =>
    liftLimits(as(small.world, who), {
      ...{ runId, numbers: ['ada'], cause: null, seen: null, dryRun: false },
      why: 'the sale of the year',
    });
  const bonus = 'employee_id,code,amount\nada,BONUS,1000\ncleo,BONUS,2500.50\n';
  const ask = async (small: SmallCompany, text: string, dryRun = false) => ({
    company: await companyRow(small),
    payOn: Temporal.PlainDate.from('2026-01-23'),
    bytes: Buffer.from(text),
    ...{ key: null, startOn: null, endOn: null, frequency: null, dryRun },
  });

  it('pays exactly what its file says, in addition to the regular run of the same days', async () => {
    const small = await company();
    await withDanHeld(small);
    const dry = must(
      await runOffCycle(small.world, await ask(small, bonus, true), drivenBy(small.clock)),
    );
    expect(dry).toMatchObject({ kind: 'rehearsed', paid: 2, grossMinor: 350_050n });
    const done = must(
      await runOffCycle(small.world, await ask(small, bonus), drivenBy(small.clock)),
    );
    if (done.kind !== 'ran') throw new Error('it ran');
    expect(done.run).toMatchObject({ kind: 'off_cycle', state: 'committed', rosterCount: 2 });
    const { runId } = done.run;
    // 22 % flat. There is no salary, and Cleo's recurring 401(k) is not deducted.
    const cleo = await payslip(small, { runId, number: 'cleo' });
    expect(cleo.lines).toMatchObject({ BONUS: '2500.50', FIT: '550.11' });
    expect([cleo.lines['SALARY'], cleo.lines['401K']]).toEqual([undefined, undefined]);
    await expectSound(small.world);
    await small.close();
  });

  it('holds the pay of more than a quarter of a year until another person confirms it', async () => {
    const small = await company();
    await withDanHeld(small);
    // 520 hours are 22,750.00.
    const typo = 'employee_id,code,amount\nada,BONUS,60000\ncleo,BONUS,2500.50\n';
    const dry = must(
      await runOffCycle(small.world, await ask(small, typo, true), drivenBy(small.clock)),
    );
    expect(dry).toMatchObject({ kind: 'rehearsed', paid: 1, held: [{ number: 'ada' }] });
    const off = async () =>
      must(await runOffCycle(small.world, await ask(small, typo), drivenBy(small.clock)));
    const ran = await off();
    if (ran.kind !== 'ran') throw new Error('it ran');
    const { runId } = ran.run;
    expect(ran.run).toMatchObject({ state: 'review', paidCount: 1, heldCount: 1 });
    expect(await liftBy(small, 'person:test', runId)).toMatchObject({
      refusal: { code: 'own_entry' },
    });
    must(await liftBy(small, 'olga', runId));
    expect(await off()).toMatchObject({
      run: { runId, state: 'committed', paidCount: 2, grossMinor: 6_250_050n },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('that is voided leaves no period behind, and can be opened again', async () => {
    const small = await company();
    await withDanHeld(small);
    const nothing = 'employee_id,code,amount\nada,BONUS,-10\n';
    const stuck = must(
      await runOffCycle(small.world, await ask(small, nothing), drivenBy(small.clock)),
    );
    if (stuck.kind !== 'ran') throw new Error('it ran');
    expect(stuck.run).toMatchObject({ state: 'review', heldCount: 1 });
    const { runId } = stuck.run;
    const { world, companyId } = small;
    const [ada] = await world.store.read({ companyId }, (at) => exceptionsOf(at, runId));
    expect(ada).toMatchObject({ number: 'ada', code: 'negative_gross' });
    must(await voidRun(world, { runId, why: 'wrong sign' }));
    expect(await runOffCycle(world, await ask(small, bonus), drivenBy(small.clock))).toMatchObject({
      value: { kind: 'ran', run: { state: 'committed' } },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is refused if the pay frequency of its people is unknown', async () => {
    const small = await company();
    expect(
      await runOffCycle(small.world, await ask(small, bonus), drivenBy(small.clock)),
    ).toMatchObject({
      ok: false,
      refusal: { code: 'frequency_unclear' },
    });
    const said = { ...(await ask(small, bonus)), frequency: 'biweekly' };
    expect(await runOffCycle(small.world, said, drivenBy(small.clock))).toMatchObject({ ok: true });
    await small.close();
  });
});
