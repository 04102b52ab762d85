/** `openPaybeat` checks everything before it opens it, and closes everything that it opened. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMonitor } from '#http/monitor/monitor-server.ts';
import { type OpenPaybeat, openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { contextOf } from '#library/context.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const open = async (ask: Partial<OpenPaybeat> = {}): Promise<Paybeat> =>
  valueOf(
    await openPaybeat({ env: {}, settings: { databaseUrl: database.url }, migrate: true, ...ask }),
  );
const token = 'long-enough-to-be-a-secret';

describe('the beat in the settings of openPaybeat', () => {
  it('is checked before anything is opened, with a pointer for each fault', async () => {
    const settings = {
      databaseUrl: database.url,
      beat: { nightly: { task: 'auto_run_payrol', cron: '99 2 * * *' } },
    };
    const opened = await openPaybeat({ env: {}, settings });
    if (opened.ok) await opened.value.close();
    const refusal = opened.ok ? null : opened.refusal;
    expect(refusal).toMatchObject({ code: 'configuration_invalid' });
    expect(refusal?.issues?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/settings/beat/nightly/cron',
      '/settings/beat/nightly/task',
    ]);
  });
});

describe('the token of the monitor', () => {
  it.each(['', 'short'])('is refused if it is %j', async (weak) => {
    await using paybeat = await open();
    await expect(paybeat.openMonitor({ token: weak })).rejects.toMatchObject({
      code: 'invalid_argument',
      issues: [{ pointer: '/token' }],
    });
    const { world } = contextOf(paybeat);
    const ask = { host: '127.0.0.1', port: 0, token: weak, world };
    await expect(openMonitor(ask)).rejects.toThrow('16 characters');
  });
});

describe('closing', () => {
  it('closes the monitor, so that the program can end', async () => {
    const paybeat = await open();
    const { address } = await paybeat.openMonitor({ token });
    const page = `http://${address}/?token=${token}`;
    expect((await fetch(page, { redirect: 'manual' })).status).toBe(303);
    await paybeat.close();
    await expect(fetch(page)).rejects.toThrow('fetch failed');
  });

  it('ends workers and event followers without their own signals', async () => {
    const paybeat = await open();
    const { signal } = new AbortController();
    const working = paybeat.start({ signal });
    const following = paybeat.followEvents({ signal, tell: () => undefined });
    await paybeat.autoRunPayroll.delay().then((task) => task.get({ timeout: 60 }));
    await paybeat.close();
    expect(await working).toMatchObject({ ok: true });
    await following;
  });

  it('may happen twice', async () => {
    const paybeat = await open();
    await Promise.all([paybeat.close(), paybeat.close()]);
    expect(await paybeat.close()).toBe(undefined);
  });
});

describe('an answer to a confined person', () => {
  let owner: Paybeat;
  beforeAll(async () => {
    owner = await open();
    const company = { code: 'acme', name: 'Acme', currency: 'USD', timeZone: 'UTC' };
    valueOf(
      await owner.companies.add({ ...company, calendar: 'fed', stateTax: 'none_calculated' }),
    );
  });
  afterAll(() => owner.close());

  it('has the same JSON form as an answer to an operator', async () => {
    const as = await owner.as({ person: 'person:ada', companies: ['acme'] });
    const ada = valueOf(as);
    const definition = { code: 'office', frequency: 'weekly', anchor: '2026-01-02' };
    valueOf(await ada.schedules.add({ definition }));
    const [period] = await ada.periods.list({ limit: 1 });
    const periodId = period?.periodId ?? 0;
    const both = async (ask: (one: typeof ada) => Promise<unknown>) => {
      const forms = [JSON.stringify(await ask(ada)), JSON.stringify(await ask(owner))];
      expect(forms[0]).toBe(forms[1]);
      expect(forms[0]).not.toMatch(/"[a-z]+[A-Z][A-Za-z]*":/);
    };
    await both((one) => one.companies.list());
    await both((one) => one.periods.show(periodId));
    await both((one) => one.periods.explain(periodId));
    await both((one) => one.due());
    await both((one) => one.runs.void({ runId: 4711, why: 'a test' }));
    await both((one) => one.schedules.show({ code: 'office' }));
    expect(JSON.parse(JSON.stringify(as))).toEqual({
      ok: true,
      value: { who: 'person:ada', on_behalf_of: null, companies: ['acme'] },
    });
  });

  it('has a JSON form even for a task, a monitor or a refusal', async () => {
    const task = await owner.autoRunPayroll.delay();
    expect(JSON.parse(JSON.stringify(task))).toEqual({ task_id: task.id });
    expect(JSON.parse(JSON.stringify(owner.tasks.find(task.id)))).toEqual({ task_id: task.id });
    const monitor = await owner.openMonitor({ token });
    expect(JSON.parse(JSON.stringify(monitor))).toEqual({ address: monitor.address });
    const refused = await owner.tasks
      .find('nowhere')
      .describe()
      .catch((error: unknown) => error);
    expect(JSON.parse(JSON.stringify(refused))).toMatchObject({
      code: 'task_not_found',
      message: expect.any(String),
    });
  });
});
