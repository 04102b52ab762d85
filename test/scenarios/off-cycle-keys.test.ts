/**
 * The key of an off-cycle run prevents a second payment: a repeated request returns the existing
 * run.
 */
import { describe, expect, it } from 'vitest';
import { unskipPeriod } from '#operations/periods/hold-period.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { voidRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { previewRun } from '#operations/runs/preview-run.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { runs } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, inputs, period, run } from '../support/paid-periods.ts';
import { as, drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const bonus = 'employee_id,code,amount\nada,BONUS,1000\ncleo,BONUS,2500.50\n';

interface Ask {
  readonly key?: string;
  readonly payOn?: string;
  readonly dryRun?: boolean;
  readonly frequency?: string;
}

async function company(): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now: '2026-01-20T15:00:00Z' });
}

async function pay(small: SmallCompany, text: string, ask: Ask = {}) {
  return runOffCycle(
    small.world,
    {
      company: await companyRow(small),
      payOn: Temporal.PlainDate.from(ask.payOn ?? '2026-01-23'),
      bytes: Buffer.from(text),
      ...{ startOn: null, endOn: null, frequency: ask.frequency ?? 'biweekly' },
      ...{ key: ask.key ?? null, dryRun: ask.dryRun ?? false },
    },
    // Several workers wait for one another here, so their waiting must not expire leases.
    { ...drivenBy(small.clock), pause: () => small.clock.advance({ milliseconds: 1 }) },
  );
}

async function ran(small: SmallCompany, text: string, ask: Ask = {}) {
  const done = must(await pay(small, text, ask));
  if (done.kind !== 'ran') throw new Error(JSON.stringify(done));
  return done;
}

async function runStates(small: SmallCompany): Promise<readonly string[]> {
  const { companyId } = small;
  const all = await small.world.store.read({ companyId }, (at) =>
    runs(at, { companyId, limit: 10 }),
  );
  return all.map(({ state }) => state).toReversed();
}

describe('a repeated request for an off-cycle run', () => {
  it('returns the existing run', async () => {
    const small = await company();
    const first = await ran(small, bonus);
    expect(first).toMatchObject({ wasThere: false, run: { state: 'committed' } });
    const again = await ran(small, bonus);
    const { runId } = first.run;
    expect(again).toMatchObject({ wasThere: true, run: { runId, state: 'committed' } });
    expect(await runStates(small)).toEqual(['committed']);
    await expectSound(small.world);
    await small.close();
  });

  it.each([
    ['with other line ends', bonus.replaceAll('\n', '\r\n')],
    [
      'with its columns in another order',
      'code,amount,employee_id\nBONUS,1000,ada\nBONUS,2500.50,cleo\n',
    ],
    [
      'with its rows in another order',
      'employee_id,code,amount\ncleo,BONUS,2500.50\nada,BONUS,1000\n',
    ],
    [
      'with its amounts written otherwise',
      'employee_id,code,amount\nada,bonus,1000.00\ncleo,BONUS,2500.5\n',
    ],
  ])('is the same %s', async (_, text) => {
    const small = await company();
    const first = await ran(small, bonus);
    expect(await ran(small, text)).toMatchObject({
      wasThere: true,
      run: { runId: first.run.runId },
    });
    await small.close();
  });

  it('opens one run if two callers ask at once', async () => {
    const small = await company();
    const both = await Promise.all([ran(small, bonus), ran(small, bonus), ran(small, bonus)]);
    expect(new Set(both.map(({ run }) => run.runId)).size).toBe(1);
    expect(both.filter(({ wasThere }) => !wasThere).length).toBe(1);
    expect(await runStates(small)).toEqual(['committed']);
    await expectSound(small.world);
    await small.close();
  });

  it('returns the first run even after its pay date', async () => {
    const small = await company();
    const { run } = await ran(small, bonus);
    await small.clock.set('2026-02-20T15:00:00Z');
    expect(await ran(small, bonus)).toMatchObject({ wasThere: true, run: { runId: run.runId } });
    await small.close();
  });

  it('opens a new run after the first one was voided', async () => {
    const small = await company();
    const nothing = 'employee_id,code,amount\nada,BONUS,-10\n';
    const stuck = await ran(small, nothing, { key: 'January' });
    expect(stuck).toMatchObject({ run: { state: 'review' } });
    must(await voidRun(small.world, { runId: stuck.run.runId, why: 'wrong sign' }));
    expect(await ran(small, bonus, { key: 'January' })).toMatchObject({
      wasThere: false,
      run: { state: 'committed' },
    });
    await expectSound(small.world);
    await small.close();
  });
});

describe('the period of an off-cycle run', () => {
  it('belongs to that run: if it is voided, the period can be neither unskipped nor run with base pay', async () => {
    const small = await company();
    const { run } = await ran(small, 'employee_id,code,amount\nada,BONUS,-10\n');
    const { runId, periodId } = run;
    must(await voidRun(small.world, { runId, why: 'wrong sign' }));
    expect(await unskipPeriod(small.world, { periodId })).toMatchObject({
      refusal: { code: 'period_off_cycle' },
    });
    const force = { reason: 'clumsy' };
    const forced = { periodId, companyId: small.companyId, force };
    expect(await openRun(small.world, forced)).toMatchObject({
      refusal: { code: 'period_off_cycle' },
    });
    await small.close();
  });
});

describe('the key of an off-cycle run', () => {
  it('is refused for other content, and for another pay date', async () => {
    const small = await company();
    const { run } = await ran(small, bonus, { key: 'January bonus' });
    const taken = { ok: false, refusal: { code: 'key_taken', facts: { runId: run.runId } } };
    const more = bonus.replace('1000', '1100');
    expect(await pay(small, more, { key: 'January bonus' })).toMatchObject(taken);
    expect(await pay(small, more, { key: 'january BONUS' })).toMatchObject(taken);
    expect(await pay(small, bonus, { key: 'January bonus', payOn: '2026-01-26' })).toMatchObject(
      taken,
    );
    expect(await runStates(small)).toEqual(['committed']);
    await small.close();
  });

  it.each(['', '  ', 'a\u200bb', 'a\nb', 'x'.repeat(81)])('cannot be %j', async (key) => {
    const small = await company();
    expect(await pay(small, bonus, { key })).toMatchObject({
      ok: false,
      refusal: { code: 'key_invalid' },
    });
    await small.close();
  });
});

describe('a likely duplicate', () => {
  const waits = { run: { state: 'review', blockers: [{ code: 'likely_duplicate' }] } };

  it.each([
    ['the same people and amounts under another key', bonus, { key: 'another' }],
    ['the same amounts on a near pay date', bonus, { payOn: '2026-02-20' }],
    ['an edited amount on the same pay date', bonus.replace('1000', '1100'), {}],
    [
      'one of the people among others',
      'employee_id,code,amount\nada,BONUS,1000\nben,BONUS,5\n',
      { payOn: '2026-01-26' },
    ],
    [
      'the same amounts with a day beside those without one',
      'employee_id,code,amount,worked_on\nada,BONUS,1000,2026-01-23\n',
      { payOn: '2026-01-26' },
    ],
  ] as const)('is %s: it waits for a person', async (_, text, ask) => {
    const small = await company();
    const first = await ran(small, bonus);
    const second = await ran(small, text, ask);
    expect(second).toMatchObject({ wasThere: false, ...waits });
    expect(second.run.blockers[0]?.description).toContain(`Run ${first.run.runId}`);
    const { runId } = second.run;
    const approve = { runId, totals: null, dryRun: false };
    expect(await approveRun(small.world, { ...approve, why: null })).toMatchObject({
      refusal: { code: 'reason_missing' },
    });
    const other = as(small.world, 'person:ada');
    expect(await approveRun(other, { ...approve, why: 'meant twice' })).toMatchObject({
      value: { state: 'committed' },
    });
    await expectSound(small.world);
    await small.close();
  });

  it.each([
    ['other people', 'employee_id,code,amount\nben,BONUS,1000\n', {}],
    ['the same amounts on a distant pay date', bonus, { payOn: '2026-02-24' }],
    [
      'other amounts on another pay date',
      'employee_id,code,amount\nada,BONUS,1\n',
      { payOn: '2026-01-26' },
    ],
    ['another pay code', 'employee_id,code,amount\nada,COMMISSION,1000\n', {}],
  ] as const)('is not %s', async (_, text, ask) => {
    const small = await company();
    await ran(small, bonus);
    expect(await ran(small, text, ask)).toMatchObject({ run: { state: 'committed' } });
    await small.close();
  });

  it.each([
    ['the same day and hours', 'ben,REGULAR,8,,2026-01-06\n', ['likely_duplicate']],
    ['the same amount', 'ada,BONUS,,150,\n', ['likely_duplicate']],
    ['other hours of a day', 'ben,REGULAR,2,,2026-01-06\n', []],
    ['another day', 'ben,REGULAR,8,,2026-01-07\n', []],
    ['somebody whom it held', 'dan,BONUS,,150,\n', []],
  ] as const)('of the run of a period: %s', async (_, text, codes) => {
    const small = await company();
    const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-23' });
    const columns = 'employee_id,code,hours,amount,worked_on\n';
    const paid = 'ben,REGULAR,8,,2026-01-06\nada,BONUS,,150,\ndan,BONUS,,150,\n';
    await inputs(small, periodId, `${columns}${paid}`);
    await run(small, periodId);
    const { blockers } = (await ran(small, `${columns}${text}`)).run;
    expect(blockers.map(({ code }) => code)).toEqual(codes);
    await small.close();
  });

  it.each([
    ['the same amount', 'ada,BONUS,,1000,\n', ['likely_duplicate']],
    ['another amount', 'ada,BONUS,,900,\n', []],
    ['other people', 'ben,BONUS,,1000,\n', []],
  ] as const)('in a later regular run is a warning: %s', async (_, text, codes) => {
    const small = await company();
    const first = await ran(small, bonus);
    const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-30' });
    await inputs(small, periodId, `employee_id,code,hours,amount,worked_on\n${text}`);
    const preview = must(await previewRun(small.world, { periodId }));
    expect(preview.warnings.map(({ code }) => code)).toEqual(codes);
    const { blockers, warnings } = await run(small, periodId);
    expect(blockers.map(({ code }) => code)).not.toContain('likely_duplicate');
    const alike = warnings.filter(({ code }) => code === 'likely_duplicate');
    expect(alike.map(({ facts }) => facts)).toEqual(
      codes.map(() => [{ runId: first.run.runId, payOn: '2026-01-23', people: 1 }]),
    );
    await small.close();
  });

  it('of a voided run does not count', async () => {
    const small = await company();
    const minus = 'employee_id,code,amount\nada,BONUS,-10\n';
    const { run } = await ran(small, minus);
    must(await voidRun(small.world, { runId: run.runId, why: 'wrong sign' }));
    const later = await ran(small, minus, { key: 'later' });
    expect(later.run.blockers.map(({ code }) => code)).toEqual(['nobody_to_pay']);
    await small.close();
  });
});

describe('the pay date of an off-cycle run', () => {
  it.each([
    ['2026-02-16', 'pay_date_closed', '2026-02-17'],
    ['2026-01-24', 'pay_date_closed', '2026-01-26'],
    ['2026-01-19', 'pay_date_past', '2026-01-20'],
    ['2199-01-02', 'calendar_year_unknown', null],
  ])('%s is refused: %s', async (payOn, code, nextOn) => {
    const small = await company();
    const refused = await pay(small, bonus, { payOn });
    expect(refused).toMatchObject({ ok: false, refusal: { code } });
    if (nextOn !== null) expect(refused).toMatchObject({ refusal: { facts: { nextOn } } });
    expect(await runStates(small)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });
});

describe('a dry run of an off-cycle run', () => {
  it('shows people, amounts, its key and its likely duplicates, and uses no id', async () => {
    const small = await company();
    const first = await ran(small, bonus);
    for (let times = 0; times < 3; times += 1) {
      const dry = must(await pay(small, bonus, { payOn: '2026-01-26', dryRun: true }));
      expect(dry).toMatchObject({
        kind: 'rehearsed',
        people: [
          { number: 'ada', name: 'Ada Lovelace', grossMinor: 100_000n },
          { number: 'cleo', name: 'Cleo Marsh', grossMinor: 250_050n },
        ],
        similar: [{ runId: first.run.runId, state: 'committed', people: 2 }],
      });
    }
    const there = must(await pay(small, bonus, { dryRun: true }));
    expect(there).toMatchObject({ kind: 'ran', wasThere: true, run: { runId: first.run.runId } });
    const next = await ran(small, 'employee_id,code,amount\nben,BONUS,70\n');
    expect(next.run.runId).toBe(first.run.runId + 1);
    expect(next.run.periodId).toBe(first.run.periodId + 1);
    await small.close();
  });

  it('does not wait for another run in progress', async () => {
    const small = await company();
    const both = await Promise.all([
      pay(small, bonus, { dryRun: true }),
      pay(small, bonus.replace('1000', '2000'), { dryRun: true }),
    ]);
    expect(both.every((one) => one.ok)).toBe(true);
    await small.close();
  });
});
