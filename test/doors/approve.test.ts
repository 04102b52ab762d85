/** A run in review, on the command line: what is shown, the approval, and its effect. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { spellAction } from '#cli/spell-action.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const roster = [
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date',
  'E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01',
  'E3,Ben Adeyemi,hourly,,19,single,2022-03-01',
  '',
].join('\n');
let runId = '';
let totals = '';

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  // At the command line, one user of the operating system imports and approves.
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  const dates = ['--start', '2026-01-05', '--end', '2026-01-18', '--type', 'biweekly'];
  const period = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
  expect((await paybeat.run(['run', '--period-id', period, '--force'])).code).toBe(8);
  const { runs } = (await paybeat.json(['runs', 'list'])) as {
    runs: readonly { run_id: number; totals_hash: string }[];
  };
  runId = String(runs[0]?.run_id);
  totals = runs[0]?.totals_hash.slice(0, 12) ?? '';
});

describe('a run in review', () => {
  it('is shown with the command that approves exactly its totals', async () => {
    const { out } = await paybeat.run(['runs', 'show', runId]);
    expect(out).toMatch(new RegExp(` +${totals}$`, 'm'));
    expect(out).toContain(`paybeat runs approve ${runId} --totals ${totals} --reason TEXT`);
  });

  it.each<[readonly string[], number, string]>([
    [[], 2, 'reason_missing'],
    [['--reason', '  '], 2, 'invalid_argument'],
    [['--reason', 'x', '--totals', 'nonsense'], 2, 'invalid_argument'],
    [['--reason', 'x', '--totals', '0123456789ab'], 4, 'totals_differ'],
  ])('is not approved with %j', async (options, exit, code) => {
    const { code: ended, err } = await paybeat.run(['runs', 'approve', runId, ...options]);
    expect([ended, err.split(':')[0]]).toEqual([exit, `error ${code}`]);
  });

  it('is checked in a dry run, then approved and committed once', async () => {
    const args = ['runs', 'approve', runId, '--totals', totals];
    const dry = await paybeat.run([...args, '--dry-run']);
    expect([dry.code, dry.err]).toEqual([0, '']);
    expect(dry.out).toContain(nothingWasSaved);
    const done = await paybeat.run([...args, '--reason', 'shop shut']);
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toMatch(/\bshop shut\b/);
    const again = await paybeat.run([...args, '--reason', 'again']);
    expect([again.code, again.err.split(':')[0]]).toEqual([4, 'error run_state']);
    expect(again.err).toMatch(/\bcommitted\b/);
    expect(again.err).toContain(spellAction({ action: 'show_run', run: Number(runId) }));
    const shown = await paybeat.json(['runs', 'show', runId]);
    expect(shown).toMatchObject({ state: 'committed', approved_why: 'shop shut' });
    expect((await paybeat.run(['verify'])).code).toBe(0);
  });
});
