/** I16: the database refuses a reversal that is not the exact negative, and `verify` finds one that is forced. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundAfter } from '../support/found-after.ts';
import { type Paid, paidAgain, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { expectSound } from '../support/sound.ts';

let paid: Paid;
let client: pg.Client;
/** The committed reversal of Ben's payslip, and the run that pays him again. */
let undo: number;
let again: number;

beforeAll(async () => {
  paid = await paidWrongly();
  undo = (await reversed(paid, reversal(paid.runId, ['ben']))).runId;
  again = (await paidAgain(paid, 'employee_id,regular_hours\nben,72\n')).runId;
  client = new pg.Client({ connectionString: paid.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
});

afterAll(async () => {
  await client.end();
  await paid.small.close();
});

const ben = "(select employee_id from employee where number = 'ben')";

describe('a committed reversal', () => {
  it('breaks no invariant', async () => {
    await expectSound(paid.small.world);
  });

  it.each([
    [
      'a line',
      () => `update payslip set line_amounts[1] = line_amounts[1] - 1 where run_id = ${undo}`,
    ],
    [
      'an amount and its net',
      () =>
        `update payslip set gross_minor = gross_minor - 1, net_minor = net_minor - 1 where run_id = ${undo}`,
    ],
    [
      'the payslip that it reverses',
      () =>
        `update payslip set taxes_minor = taxes_minor + 1, net_minor = net_minor - 1 where run_id = ${paid.runId} and employee_id = ${ben}`,
    ],
    ['its payslip, which is gone', () => `delete from payslip where run_id = ${undo}`],
    ['what it reverses, which is gone', () => `delete from run_reversal where run_id = ${undo}`],
    [
      'what it reverses, twice',
      () => `alter table run_reversal drop constraint run_reversal_once;
        insert into run_reversal select company_id, ${again}, employee_id, reversed_run_id from run_reversal`,
    ],
    [
      'a reversed run that is none',
      () =>
        `alter table pay_run drop constraint pay_run_reverses; update pay_run set reverses_run_id = ${undo} where run_id = ${undo}`,
    ],
    [
      'a difference for an earlier run',
      () =>
        `insert into run_retro select company_id, ${undo}, employee_id, ${again}, 5, 1, 1 from run_reversal`,
    ],
    [
      'a run that pays less than nothing',
      () => `alter table payslip drop constraint payslip_below_zero;
        update payslip set net_minor = -1, taxes_minor = gross_minor + 1 where run_id = ${again}`,
    ],
  ])('is found by verify if somebody tampers with %s', async (_what, sql) => {
    expect(await foundAfter(client, sql())).toContain('I16');
  });

  it('does not hide that somebody is paid twice', async () => {
    expect(await foundAfter(client, `delete from run_reversal where run_id = ${undo}`)).toContain(
      'I2',
    );
  });
});

/** Opens a reversal of Ada in SQL, with this payslip, and tries to commit it. */
function forced(amount: string, more = ''): string {
  return `begin;
    insert into pay_period (company_id, frequency, start_on, end_on, nominal_pay_on, pay_on, pay_on_reason, status,
        automation_enabled, kind)
      select company_id, frequency, start_on, end_on, pay_on, pay_on, 'x', 'active', false, 'reversal'
      from pay_period where period_id = ${paid.periodId};
    insert into pay_run (company_id, period_id, kind, reverses_run_id, state, opened_by,
        snapshot_revision, tax_year, state_tax, roster_count, chunk_count, pay_on)
      select company_id, (select max(period_id) from pay_period), 'reversal', run_id, 'calculating', 'x', 1, tax_year,
        state_tax, 1, 1, pay_on from pay_run where run_id = ${paid.runId};
    insert into run_chunk (company_id, run_id, ordinal, employee_ids)
      select company_id, (select max(run_id) from pay_run), 1, array[employee_id] from employee where number = 'ada';
    insert into run_reversal select company_id, (select max(run_id) from pay_run), employee_id, ${paid.runId}
      from employee where number = 'ada';
    insert into payslip select company_id, (select max(run_id) from pay_run), employee_id, 1, 1, -gross_minor,
        -reimbursements_minor, -deductions_minor, -taxes_minor, -employer_minor, -net_minor, line_codes,
        ${amount}, ytd_codes, ytd_amounts, '{}'
      from payslip where run_id = ${paid.runId} and employee_id = (select employee_id from employee where number = 'ada');
    ${more}
    update pay_run set state = 'committed' where run_id = (select max(run_id) from pay_run)`;
}

describe('the database refuses', () => {
  it.each([
    ['a reversal that is not exact', () => forced('line_amounts'), 'run_reversal_exact'],
    [
      'a payslip that reverses none',
      () =>
        forced(
          'paybeat_negated(line_amounts)',
          'set local session_replication_role = replica; delete from run_reversal where run_id = (select max(run_id) from pay_run); set local session_replication_role = origin;',
        ),
      'run_reversal_exact',
    ],
    [
      'a second reversal of a payslip',
      () => `begin; ${forced('paybeat_negated(line_amounts)').split(';')[1]};
        insert into run_reversal select company_id, ${undo}, employee_id, ${paid.runId} from employee where number = 'ben'`,
      'run_reversal_pkey',
    ],
    [
      'a reversal of a reversal',
      () =>
        `begin; insert into run_reversal select company_id, ${again}, employee_id, ${undo} from employee where number = 'ben'`,
      'run_reversal_of_payslip',
    ],
    [
      'a change of what is reversed',
      () => `update run_reversal set employee_id = employee_id`,
      undefined,
    ],
    ['that it is taken back', () => 'delete from run_reversal', undefined],
  ])('%s', async (_what, sql, constraint) => {
    try {
      await expect(client.query(sql())).rejects.toMatchObject({ constraint });
    } finally {
      await client.query('rollback');
    }
  });

  it('a payslip below zero in any other run', async () => {
    const insert = client.query(`begin; alter table pay_run disable trigger user;
      update pay_run set state = 'calculating', committed_at = null, committed_revision = null where run_id = ${again};
      alter table run_chunk disable trigger user;
      update run_chunk set state = 'open', done_at = null, digest = null, paid_count = null, held_count = null,
        gross_minor = null, reimbursements_minor = null, deductions_minor = null, taxes_minor = null,
        employer_minor = null, net_minor = null where run_id = ${again};
      insert into payslip select company_id, ${again}, 9999, 1, 1, gross_minor, reimbursements_minor,
        deductions_minor, taxes_minor, employer_minor, net_minor, line_codes, line_amounts, '{}', '{}', '{}'
      from payslip where run_id = ${undo}`);
    await expect(insert).rejects.toMatchObject({ constraint: 'payslip_net_minor_check' });
    await client.query('rollback');
  });
});
