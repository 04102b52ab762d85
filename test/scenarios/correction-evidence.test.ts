/** The database refuses a correction that would settle something twice, and `verify` finds one that is forced. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveRun } from '#operations/runs/approve-run.ts';
import { corrected, correction } from '../support/corrected.ts';
import { foundAfter } from '../support/found-after.ts';
import { settings } from '../support/paid-periods.ts';
import { type Paid, paidWrongly } from '../support/reversed.ts';
import { as, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

let paid: Paid;
let client: pg.Client;
/** The committed correction of Ben's payslip, and one of Dan's that waits. */
let done: number;
let open: number;

beforeAll(async () => {
  paid = await paidWrongly();
  done = (await corrected(paid, correction(paid.runId, ['ben'], '88'))).run.runId;
  await settings(paid.small, { secondEyes: 'required' });
  open = (await corrected(paid, correction(paid.runId, ['dan'], '80'))).run.runId;
  client = new pg.Client({ connectionString: paid.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
});

afterAll(async () => {
  await client.end();
  await paid.small.close();
});

const idOf = (number: string) => `(select employee_id from employee where number = '${number}')`;

describe('a committed correction', () => {
  it('breaks no invariant', async () => {
    await expectSound(paid.small.world);
  });

  it.each([
    [
      'what it records as paid, which is gone',
      () => `delete from run_retro where run_id = ${done}`,
    ],
    [
      'what it records as paid',
      () => `update run_retro set amount_minor = amount_minor - 1 where run_id = ${done}`,
    ],
    [
      'the payslip that it corrects, which is gone',
      () => `delete from payslip where run_id = ${paid.runId} and employee_id = ${idOf('ben')}`,
    ],
    [
      'the payslip that it corrects, which is reversed',
      () =>
        `insert into run_reversal select company_id, ${done}, employee_id, ${paid.runId} from payslip where run_id = ${done}`,
    ],
    [
      'the run that it corrects',
      () =>
        `alter table pay_run drop constraint pay_run_corrects; update pay_run set corrects_run_id = ${done} where run_id = ${done}`,
    ],
  ])('is found by verify if somebody tampers with %s', async (_what, sql) => {
    expect(await foundAfter(client, sql())).toContain('I16');
  });
});

describe('the database refuses', () => {
  it('a second open correction of a run', async () => {
    const second = `insert into pay_run (company_id, period_id, kind, corrects_run_id, state, opened_by, snapshot_revision,
        pay_on, tax_year, state_tax, roster_count, chunk_count)
      select company_id, period_id, 'correction', corrects_run_id, 'calculating', opened_by, snapshot_revision, pay_on,
        tax_year, state_tax, 1, 1 from pay_run where run_id = ${open}`;
    await client.query('begin');
    // The period of the first one has a live run, which is another rule.
    await client.query('drop index pay_run_one_live_off_cycle');
    await expect(client.query(second)).rejects.toMatchObject({
      constraint: 'pay_run_one_open_correction',
    });
    await client.query('rollback');
  });

  it.each([
    [
      'what another run has settled since',
      () => `insert into run_retro select company_id, ${done}, ${idOf('dan')}, ${paid.runId}, 500, 1, 1
          from pay_run where run_id = ${done};
        update pay_run set committed_revision = 9999 where run_id = ${done}`,
      'run_correction_settled',
    ],
    [
      'what another correction has paid since',
      () => `insert into payslip select company_id, ${done}, employee_id, ordinal, epoch, 0, 0, 0, 0, 0, 0, '{}', '{}', '{}', '{}', '{}'
          from payslip where run_id = ${open};
        update pay_run set committed_revision = 9999 where run_id = ${done}`,
      'run_correction_settled',
    ],
    [
      'a payslip that is not there',
      () => `delete from payslip where run_id = ${paid.runId} and employee_id = ${idOf('dan')}`,
      'run_correction_of_payslip',
    ],
  ])('the commit of a correction of %s', async (_what, sql, constraint) => {
    await client.query('begin');
    await client.query(`set local session_replication_role = replica; ${sql()};
      set local session_replication_role = origin; alter table pay_run disable trigger pay_run_moves`);
    const commit = `update pay_run set state = 'committed', committed_at = now(), committed_revision = 9999 where run_id = ${open}`;
    await expect(client.query(commit)).rejects.toMatchObject({ constraint });
    await client.query('rollback');
  });

  it('nothing of the correction as it is', async () => {
    const approve = { runId: open, why: 'right', totals: null, dryRun: false };
    const kim = as(paid.small.world, 'person:kim');
    expect(must(await approveRun(kim, approve))).toMatchObject({ state: 'committed' });
    await expectSound(paid.small.world);
  });
});
