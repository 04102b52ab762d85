/**
 * Somebody types 2500 for 25.00 and 50000 for 500.00; somebody else gets a new role with three times the pay.
 * The payroll manager sees all of it on the command line, before the run and after it.
 */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const head = 'employee_id,name,pay_type,hourly_rate,filing_status,hire_date\n';
const roster = `${head}T1,Ida Fenn,hourly,25.00,single,2025-01-06
T2,Raj Patel,hourly,24.00,mfj,2025-01-06
T3,Mo Berg,hourly,22.00,single,2025-01-06
T4,Uma Kern,hourly,23.00,single,2025-01-06
`;
const usual = 'employee_id,regular_hours\nT1,40\nT2,40\nT3,40\nT4,40\n';

let library: Paybeat | undefined;
let company = 0;
let code = '';
let first = '';
let second = '';

/** Another person than the one at the command line enters pay. */
async function enters(act: (as: Paybeat) => Promise<unknown>): Promise<void> {
  library ??= valueOf(
    await openPaybeat({ env: {}, settings: { databaseUrl: database.url }, actor: 'person:hr' }),
  );
  valueOf((await act(library)) as Parameters<typeof valueOf>[0]);
}

const bytes = (text: string) => Buffer.from(text);

async function week(from: string, to: string, payOn: string): Promise<string> {
  const dates = ['--start', from, '--end', to, '--pay-date', payOn, '--type', 'weekly'];
  const added = await paybeat.json(['periods', 'add', '--company', code, ...dates, '--activate']);
  return String(added['period_id']);
}

const runNow = (periodId: string) =>
  paybeat.run(['run', '--period-id', periodId, '--force', '--reason', 'test', '--json']);

async function ran(periodId: string) {
  const { out } = await runNow(periodId);
  const { results } = JSON.parse(out) as { results: readonly { run: Run }[] };
  const [only] = results;
  if (only === undefined) throw new Error(out);
  return only.run;
}

interface Run {
  readonly run_id: number;
  readonly state: string;
  readonly paid: number;
  readonly held: number;
  readonly gross: string;
}

interface Changes {
  readonly changes: readonly {
    readonly employee: string;
    readonly what: string;
    readonly code: string | null;
    readonly factor: string | null;
    readonly entered_by: string;
    readonly revision: number;
    readonly confirmed_by: string | null;
  }[];
}

beforeEach(async () => {
  company += 1;
  code = `acme${company}`;
  if (company === 1) await paybeat.json(['migrate']);
  await paybeat.json(['company', 'add', code, '--name', 'Acme Ltd', '--zone', 'America/New_York']);
  await enters((as) => as.roster.import({ company: code, bytes: bytes(roster) }));
  first = await week('2026-11-02', '2026-11-08', '2026-11-13');
  second = await week('2026-11-09', '2026-11-15', '2026-11-20');
  await enters((as) => as.hours.import({ periodId: Number(first), bytes: bytes(usual) }));
  expect(await ran(first)).toMatchObject({ state: 'committed', gross: '3760.00' });
});
afterAll(() => library?.close());

const changes = async (...more: string[]) =>
  ((await paybeat.json(['changes', 'list', '--company', code, ...more])) as unknown as Changes)
    .changes;

const raise = (rate: string) =>
  enters((as) =>
    as.roster.import({
      company: code,
      bytes: bytes(`${head}T1,Ida Fenn,hourly,${rate},single,2025-01-06\n`),
    }),
  );

describe('a rate of 2500 for 25.00, and a bonus of 50000 for 500.00', () => {
  it('are seen before the run, hold their people alone, and are paid when they are confirmed', async () => {
    await raise('2500');
    const typed = 'employee_id,regular_hours,bonus\nT1,40,\nT2,40,50000\nT3,40,\nT4,40,\n';
    await enters((as) => as.hours.import({ periodId: Number(second), bytes: bytes(typed) }));
    const before = await changes('--beyond');
    const [t1, t2] = before;
    expect(before).toMatchObject([
      { employee: 'T1', what: 'pay', factor: '100.00', entered_by: 'person:hr' },
      { employee: 'T2', what: 'item', code: 'BONUS', factor: null, entered_by: 'person:hr' },
    ]);
    const run = await ran(second);
    // 40 × 22.00 + 40 × 23.00
    expect(run).toMatchObject({ paid: 2, held: 2, gross: '1800.00' });
    const id = String(run.run_id);
    if (run.state === 'review') {
      await paybeat.json(['runs', 'approve', id, '--reason', 'the others are right']);
    }
    expect(await paybeat.json(['runs', 'show', id])).toMatchObject({
      exceptions: [
        {
          number: 'T1',
          changes: [{ what: 'pay', revision: t1?.revision, entered_by: 'person:hr' }],
        },
        { number: 'T2', changes: [{ code: 'BONUS', revision: t2?.revision, factor: null }] },
      ],
    });
    const shown = await paybeat.run(['runs', 'show', id]);
    expect(shown.out.match(/\bhr, 2[0-9-]{9} [0-9:]{5} UTC/g)).toHaveLength(2);
    const advised = /paybeat runs confirm \d+ T2 --seen [0-9a-f]{12} --why TEXT/.exec(shown.out);
    expect(advised?.[0], shown.out).toBeTruthy();
    const words = (advised?.[0] ?? '').replace('TEXT', 'bonus').split(' ').slice(1);
    expect((await paybeat.run([...words, '--dry-run'])).err).toBe('');
    const confirmed = await paybeat.json(words);
    expect(confirmed).toMatchObject({ written: true, is_recalculated: false, state: 'committed' });
    expect(await paybeat.json(words)).toMatchObject({ written: false, lifted: [] });
    const paid = await paybeat.json(['runs', 'pay-held', id]);
    expect(paid).toMatchObject({ results: [{ run: { state: 'committed', paid: 1, held: 1 } }] });
    // The rate is corrected, and T1 is paid, too.
    await raise('25.00');
    expect(await paybeat.json(['runs', 'pay-held', id])).toMatchObject({
      results: [{ run: { state: 'committed', paid: 1, held: 0, gross: '1000.00' } }],
    });
    const refused = await paybeat.run(words);
    expect(refused.err.split(':')[0]).toBe('error already_paid');
  });
});

describe('a legitimate raise to three times the rate', () => {
  it('that is confirmed before the run stops nothing', async () => {
    await raise('75.00');
    await enters((as) => as.hours.import({ periodId: Number(second), bytes: bytes(usual) }));
    const [seen] = await changes('--unconfirmed');
    expect(seen).toMatchObject({ employee: 'T1', factor: '3.00' });
    const what = ['T1', '--what', 'pay', '--revision', String(seen?.revision), '--why', 'new role'];
    await paybeat.json(['changes', 'confirm', '--company', code, ...what]);
    expect(await changes('--unconfirmed')).toEqual([]);
    // 40 × 75.00 + 40 × 24.00 + 40 × 22.00 + 40 × 23.00
    expect(await ran(second)).toMatchObject({
      ...{ state: 'committed', paid: 4, held: 0, gross: '5760.00' },
    });
  });

  it('that is confirmed while the run waits is paid by that run', async () => {
    await raise('75.00');
    await enters((as) => as.hours.import({ periodId: Number(second), bytes: bytes(usual) }));
    await raise('75.00');
    const typed = 'employee_id,regular_hours\nT2,4\n';
    const how = { periodId: Number(second), bytes: bytes(typed), replace: true };
    await enters((as) => as.hours.import(how));
    const run = await ran(second);
    expect(run).toMatchObject({ state: 'review', paid: 2, held: 2 });
    const id = String(run.run_id);
    const all = await paybeat.json([
      ...['runs', 'confirm', id, 'T1', 'T2', '--why', 'a new role, and a week off'],
    ]);
    expect(all).toMatchObject({ written: true, is_recalculated: true, state: 'calculating' });
    expect(await ran(second)).toMatchObject({ state: 'committed', paid: 4, held: 0 });
  });
});
