/** On the command line: what a run says about itself once it is voided, approved, or its held people are paid. */
import { beforeAll, describe, expect, it } from 'vitest';
import { spellAction } from '#cli/spell-action.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const roster = [
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date',
  'E1,Ada Byrne,salary,52000,,single,2020-01-06,',
  'E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01,',
  'E3,Ben Adeyemi,hourly,,19,single,2022-03-01,',
  'E4,Cleo Rhys,salary,52000,,single,2027-03-01,',
  '',
].join('\n');
let period = '';
let firstErr = '';

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  // At the command line, one user of the operating system imports and approves.
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  const dates = ['--start', '2026-01-05', '--end', '2026-01-18', '--type', 'biweekly'];
  period = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
});

describe('a run that waits for a person', () => {
  it('is in the result of the command, and no line of the log repeats it', async () => {
    const ran = await paybeat.run(['run', '--period-id', period, '--force']);
    firstErr = ran.err;
    expect(ran.code).toBe(8);
    expect(ran.out).toContain(spellAction({ action: 'recalculate_run', run: 1 }));
    expect(firstErr).not.toMatch(/run_state_changed|needsPerson/);
  });

  it('and is to be recalculated says so while no worker is running', async () => {
    await paybeat.json(['runs', 'recalculate', '1', '--reason', 'look']);
    const carryOn = spellAction({ action: 'continue_period', period: Number(period) });
    expect(await paybeat.json(['runs', 'show', '1'])).toMatchObject({ needs_worker: true });
    expect((await paybeat.run(['runs', 'show', '1'])).out).toContain(carryOn);
    expect((await paybeat.run(['due'])).out).toContain(carryOn);
    const approved = await paybeat.run(['runs', 'approve', '1', '--reason', 'x']);
    expect([approved.code, approved.err.split(':')[0]]).toEqual([4, 'error run_state']);
    expect(approved.err).toContain(carryOn);
  });

  it('does not offer an approval after it was voided', async () => {
    await paybeat.json(['runs', 'void', '1', '--reason', 'again']);
    const { out } = await paybeat.run(['runs', 'show', '1']);
    expect(out).not.toMatch(/\bapprove\b/);
    expect(out).not.toContain(spellAction({ action: 'recalculate_run', run: 1 }));
  });
});

describe('a preview', () => {
  it('names the people who are excluded, with their number', async () => {
    const { out } = await paybeat.run(['preview', period]);
    expect(out).toMatch(/\bE4\b/);
    const { excluded_people: excluded } = await paybeat.json(['preview', period]);
    expect(excluded).toMatchObject([{ employee: 'E4', name: 'Cleo Rhys' }]);
  });
});

describe('a run of held people that is to be recalculated', () => {
  it('is carried on by paying them again, because its period is paid', async () => {
    expect((await paybeat.run(['run', '--period-id', period, '--force'])).code).toBe(8);
    const approved = await paybeat.run(['runs', 'approve', '2', '--reason', 'hours come later']);
    expect(approved.out).not.toMatch(/\bwould\b/);
    expect((await paybeat.run(['runs', 'pay-held', '2'])).code).toBe(8);
    const carryOn = spellAction({ action: 'pay_held', run: 2 });
    const again = await paybeat.run(['runs', 'recalculate', '3', '--reason', 'look']);
    expect(again.out).toContain(carryOn);
    expect((await paybeat.run(['runs', 'show', '3'])).out).toContain(carryOn);
    expect((await paybeat.run(['runs', 'approve', '3', '--reason', 'x'])).err).toContain(carryOn);
    expect((await paybeat.run(['runs', 'pay-held', '2'])).code).toBe(8);
    expect(await paybeat.json(['runs', 'show', '3'])).toMatchObject({ state: 'review' });
    await paybeat.json(['runs', 'void', '3', '--reason', 'hours come later']);
  });
});

describe('a held person whom a later run paid', () => {
  it('is shown with that run in the run that held them', async () => {
    const before = await paybeat.run(['runs', 'show', '2']);
    expect(before.out).toContain(spellAction({ action: 'pay_held', run: 2 }));
    expect(before.out).not.toMatch(/\bapprove\b/);
    const hours = paybeat.file('hours.csv', 'employee_id,regular_hours\nE2,80\nE3,80\n');
    await paybeat.json(['hours', 'import', hours, '--period-id', period]);
    await paybeat.json(['runs', 'pay-held', '2']);
    const { exceptions } = (await paybeat.json(['runs', 'show', '2'])) as {
      readonly exceptions: readonly { readonly disposition: string }[];
    };
    const later = { paid_by_run: 4, actions: [{ action: 'show_run', run: 4 }] };
    expect(exceptions.filter(({ disposition }) => disposition === 'held')).toMatchObject([
      { number: 'E2', ...later },
      { number: 'E3', ...later },
    ]);
    const { out } = await paybeat.run(['runs', 'show', '2']);
    expect(out).not.toContain(spellAction({ action: 'pay_held', run: 2 }));
  });

  it('is found by the refusal of their payslip in that run', async () => {
    const { code, err } = await paybeat.run(['payslip', 'show', '2', 'E2']);
    expect([code, err.split(':')[0]]).toEqual([5, 'error employee_held']);
    expect(err).toContain(spellAction({ action: 'show_run', run: 4 }));
  });
});
