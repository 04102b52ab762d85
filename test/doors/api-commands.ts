/** The commands of the API, on the server of api.test.ts: each is carried out once for its key. */
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Paybeat, valueOf } from '#index.ts';
import { asks, type Got } from './bad-requests.ts';

interface Office {
  readonly library: Paybeat;
  readonly url: string;
  readonly address: string;
}

const company = 'third';
const office = { code: 'office', frequency: 'biweekly', anchor: '2026-01-02' };
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E1,Ada Byron,salary,52000,,single,2020-01-01
E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01
`;

export function describeCommands(of: () => Office): void {
  let keys: readonly string[] = [];
  let runs: readonly number[] = [];
  let periods: readonly number[] = [];

  const send = (path: string, body: object, requestKey: string | null, key = keys[0] ?? '') =>
    asks({ address: of().address, key }, `/v1/companies/${company}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: {
        'content-type': 'application/json',
        ...(requestKey === null ? {} : { 'idempotency-key': requestKey }),
      },
    });
  const codes = (...all: readonly Got[]) => all.map(({ status, json }) => [status, json['code']]);
  const acts = async (action: string, runId: number) => {
    const { library } = of();
    const listed = JSON.stringify(await library.audit.list({ company, limit: 1_000 }));
    return listed.split(`"action":"${action}","subject":"run:${runId}"`).length - 1;
  };
  /** The run as the list has it. */
  const runNow = async (runId: number): Promise<unknown> => {
    const listed = await of().library.runs.list({ company });
    return JSON.parse(JSON.stringify(listed.find((one) => one.runId === runId)));
  };
  const inDatabase = async (statement: string) => {
    const client = new pg.Client({ connectionString: of().url });
    await client.connect();
    await client.query('set search_path = paybeat');
    const { rows } = await client.query(statement);
    await client.end();
    return rows;
  };

  beforeAll(async () => {
    const { library } = of();
    valueOf(
      await library.companies.add({
        ...{ code: company, name: 'Third', currency: 'USD', timeZone: 'UTC', calendar: 'fed' },
        stateTax: 'none_calculated',
      }),
    );
    const approver = { company, person: 'key:first', roles: ['approver'] };
    valueOf(await library.people.add(approver));
    const review = { policy: 'people', people: 1 };
    const definition = { ...office, rule: { days_before_pay_date: 4 }, review };
    valueOf(await library.schedules.add({ company, fromOn: '2026-01-01', definition }));
    const bytes = Buffer.from(roster);
    valueOf(await library.roster.import({ company, schedule: 'office', bytes }));
    const listed = await library.periods.list({ company, status: 'active' });
    periods = listed.map(({ periodId }) => periodId);
    const opened: number[] = [];
    for (const periodId of periods.slice(0, 1)) {
      valueOf(await library.runPeriod({ periodId, force: { reason: 'a test' } }));
      opened.push(...(await library.runs.list({ company, periodId })).map(({ runId }) => runId));
    }
    runs = opened;
    const roles = ['approver', 'preparer'];
    const added = [
      await library.apiKeys.add({ name: 'first', roles, companies: [company] }),
      await library.apiKeys.add({ name: 'second', roles, companies: [company] }),
    ];
    keys = added.map((one) => valueOf(one).key);
  });

  describe('a command', () => {
    it('needs a key, and a dry run needs none', async () => {
      const approve = `/runs/${runs[0]}/approve`;
      const tried = await send(approve, { why: 'a test', dry_run: true }, null);
      expect([tried.status, tried.json['written'], tried.json['state']]).toEqual([
        200,
        false,
        'review',
      ]);
      const without = await send(approve, { why: 'a test' }, null);
      const blank = await send(approve, { why: 'a test' }, 'two words');
      expect(codes(without, blank)).toEqual(Array(2).fill([400, 'request_key_missing']));
    });

    it('has the answer of the library, and is not repeated under its key', async () => {
      const [runId = 0] = runs;
      const objected = await send(`/runs/${runId}/object`, { why: 'a test' }, 'o-1');
      expect(objected.json).toEqual({ ...Object(await runNow(runId)), written: true });
      const again = await send(`/runs/${runId}/object`, { why: 'a test' }, 'o-1');
      expect([again.status, again.json]).toEqual([200, objected.json]);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(objected.headers.get('idempotent-replayed')).toBe(null);
    });

    it('that was refused may be sent again under its key', async () => {
      const [runId = 0] = runs;
      const approve = () => send(`/runs/${runId}/approve`, { why: 'a test' }, 'a-1');
      expect(codes(await approve())).toEqual([[409, 'objection_stands']]);
      const withdrawn = await send(`/runs/${runId}/withdraw`, { why: 'a test' }, 'w-1');
      expect(withdrawn.json).toEqual({ ...Object(await runNow(runId)), written: true });
      const approved = await approve();
      expect(approved.json).toEqual({ ...Object(await runNow(runId)), written: true });
      expect(approved.json).toMatchObject({ state: 'committed', approved_by: 'key:first' });
      expect((await approve()).json).toEqual(approved.json);
      expect(await acts('run.approve', runId)).toBe(1);
    });

    it('is refused under the key of another request, and free for another program', async () => {
      const [runId = 0] = runs;
      const other = await send(`/runs/${runId}/approve`, { why: 'another' }, 'a-1');
      const elsewhere = await send(`/runs/${runId}/void`, { why: 'a test' }, 'a-1');
      expect(codes(other, elsewhere)).toEqual(Array(2).fill([422, 'request_key_reused']));
      const [, second] = keys;
      const voided = await send(`/runs/${runId}/void`, { why: 'a test' }, 'a-1', second);
      expect(codes(voided)).toEqual([[409, 'run_state']]);
    });

    it('that is sent ten times at once is carried out once', async () => {
      const [, periodId = 0] = periods;
      const hold = () => send(`/periods/${periodId}/hold`, { why: 'a test' }, 'h-1');
      const all = await Promise.all(Array.from({ length: 10 }, hold));
      for (const { status, json, headers } of all) {
        if (status === 200) continue;
        expect([status, json['code'], headers.get('retry-after')]).toEqual([
          409,
          'request_under_way',
          '1',
        ]);
      }
      const held = await hold();
      const now = JSON.parse(JSON.stringify(await of().library.periods.show(periodId)));
      expect([held.status, held.json]).toEqual([200, now]);
      const done = await inDatabase(
        `select count(*)::int as n from audit_event where subject = 'period:${periodId}' and action = 'due_instant.hold'`,
      );
      expect(done).toEqual([{ n: 1 }]);
    });

    it('whose answer was lost with its process is answered as things are now', async () => {
      const [, periodId = 0] = periods;
      const release = () => send(`/periods/${periodId}/release`, {}, 'r-1');
      const released = await release();
      expect(released.status).toBe(200);
      await inDatabase(`update api_request set answer = null where request_key = 'r-1'`);
      expect(codes(await release())).toEqual([[409, 'request_under_way']]);
      await inDatabase(
        `update api_request set begun_at = begun_at - interval '1 minute' where request_key = 'r-1'`,
      );
      const again = await release();
      expect([again.status, again.json]).toEqual([200, released.json]);
    });

    it('of every other kind has the answer of the library', async () => {
      const [, , skipped = 0] = periods;
      for (const verb of ['skip', 'unskip']) {
        const body = verb === 'skip' ? { why: 'a test' } : {};
        const { status, json } = await send(`/periods/${skipped}/${verb}`, body, `${verb}-1`);
        const now = JSON.parse(JSON.stringify(await of().library.periods.show(skipped)));
        expect([status, json]).toEqual([200, now]);
      }
      const paused = await send('/schedules/office/pause', { why: 'a test' }, 'p-1');
      expect(Object.keys(paused.json)).toEqual(['company', 'code', 'paused_at']);
      const resumed = await send('/schedules/office/resume', {}, 'p-2');
      expect([resumed.status, Object.keys(resumed.json)]).toEqual([
        ...[200, ['company', 'code', 'paused_at', 'missed', 'missed_will_run']],
      ]);
    });

    it('is forgotten with its whole partition when the turn of that comes again', async () => {
      const rows = `select request_key as key from api_request where slot like 'money%'`;
      expect((await inDatabase(rows)).length).toBeGreaterThan(5);
      await inDatabase(`update api_request_turn set turn = turn - 5 where slot like 'money%'`);
      const [, , periodId = 0] = periods;
      await send(`/periods/${periodId}/skip`, { why: 'a test' }, 's-1');
      expect(await inDatabase(rows)).toEqual([{ key: 's-1' }]);
    });
  });
}
