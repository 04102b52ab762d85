/**
 * The drill: a real embedded server whose worker pays a run while the backup is taken. The backup is restored into
 * another folder, where a worker goes on. What was paid meanwhile is not paid again before somebody has looked.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { spellAction } from '#cli/spell-action.ts';
import { openPaybeat, type Paybeat, restorePaybeat, valueOf } from '#index.ts';
import { programs, type Staying } from '../support/processes.ts';
import { until } from '../support/until.ts';

const home = mkdtempSync(join(tmpdir(), 'paybeat-drill-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const certificates = join(home, 'certificates');
const file = join(home, 'a.backup');
const config = { pulseSeconds: 1, scanSeconds: 1, certificateFolder: certificates };
const first = programs({ databaseUrl: '', config });
const second = programs({ databaseUrl: '', config });
const roster = [
  'employee_id,name,pay_type,annual_salary,filing_status,hire_date',
  ...Array.from({ length: 30 }, (_, at) => `E${at},Person ${at},salary,52000,single,2020-01-06`),
].join('\n');

type Place = typeof first;

/** The library on the embedded server of a place. It keeps the server running. */
async function opened({ folder }: Place): Promise<Paybeat> {
  const settings = { dataFolder: join(folder, 'data'), certificateFolder: certificates };
  return valueOf(await openPaybeat({ env: {}, settings, actor: 'person:ada' }));
}

async function stopped(worker: Staying): Promise<void> {
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
}

const statesOf = async (paybeat: Paybeat) => (await paybeat.runs.list()).map(({ state }) => state);

/** A company with a period that is due. */
async function setUp(paybeat: Paybeat): Promise<void> {
  const company = { code: 'acme', name: 'Acme', currency: 'USD', timeZone: 'America/New_York' };
  valueOf(
    await paybeat.companies.add({ ...company, calendar: 'fed', stateTax: 'none_calculated' }),
  );
  valueOf(await paybeat.companies.settings({ secondEyes: 'none' }));
  valueOf(await paybeat.roster.import({ bytes: Buffer.from(`${roster}\n`) }));
  valueOf(await paybeat.keys.new());
  const today = Temporal.Now.plainDateISO('America/New_York');
  const ended = today.subtract({ days: 1 });
  const { periodId } = valueOf(
    await paybeat.periods.add({
      ...{ frequency: 'biweekly', startOn: `${today.subtract({ days: 14 })}`, endOn: `${ended}` },
      ...{ payOn: `${today.add({ days: 1 })}`, rule: { run_on_date: `${ended}` } },
    }),
  );
  valueOf(await paybeat.periods.activate(periodId));
}

/** The snapshot is taken before the worker starts, and the backup ends after the worker has paid. */
async function backedUpWhilePaid(paybeat: Paybeat): Promise<void> {
  const parts: Uint8Array[] = [];
  const workers: Staying[] = [];
  const write = async (bytes: Uint8Array) => {
    parts.push(bytes);
    if (workers.length > 0) return;
    workers.push(first.start(['worker', '--name', 'w1']));
    await until(() => existsSync(join(certificates, 'run-1.json')), 60_000);
  };
  valueOf(await paybeat.backups.make({ write }));
  writeFileSync(file, Buffer.concat(parts));
  for (const worker of workers) await stopped(worker);
}

const why = 'The bank has paid run 1, and this money is not sent again.';

describe('a database that is restored elsewhere, after its worker has paid', () => {
  it('pays nobody again before somebody has looked, and then goes on', async () => {
    let net: string | undefined;
    {
      await using paybeat = await opened(first);
      await setUp(paybeat);
      await backedUpWhilePaid(paybeat);
      const [paid] = await paybeat.runs.list();
      expect(paid).toMatchObject({ runId: 1, state: 'committed' });
      net = String(paid?.netMinor);
    }
    const settings = { dataFolder: join(second.folder, 'data') };
    const restored = { file, env: {}, settings, actor: 'person:ada' };
    expect(valueOf(await restorePaybeat(restored)).missingKeys).toHaveLength(1);
    expect(await restorePaybeat(restored)).toMatchObject({
      refusal: { code: 'database_not_empty' },
    });

    await using paybeat = await opened(second);
    expect(await restorePaybeat(restored)).toMatchObject({ refusal: { code: 'server_running' } });
    expect((await paybeat.verify()).flatMap(({ violations }) => violations)).toEqual([]);
    expect(await statesOf(paybeat)).toEqual([]);
    const worker = second.start(['worker', '--name', 'w2']);
    await until(async () => (await statesOf(paybeat)).includes('review'), 30_000);
    const [waits] = await paybeat.runs.list();
    expect(waits).toMatchObject({ runId: 1_000_001, waitsForRestore: true });
    const approval = await paybeat.runs.approve({ runId: 1_000_001, why: 'right' });
    expect(approval).toMatchObject({ refusal: { code: 'restored_unchecked' } });
    const findings = await paybeat.doctor();
    const found = (wanted: string) => findings.filter(({ check }) => check === wanted);
    expect(found('restore').map(({ level }) => level)).toEqual(['wrong']);
    expect(found('since the backup')[0]?.seen).toContain('run-1.json');
    expect(found('signing keys')).toHaveLength(1);
    expect(await statesOf(paybeat)).toEqual(['review']);

    valueOf(await paybeat.backups.acceptRestore({ why }));
    await until(async () => (await statesOf(paybeat)).includes('committed'), 30_000);
    const [again] = await paybeat.runs.list();
    expect([again?.runId, String(again?.netMinor)]).toEqual([1_000_001, net]);
    expect(again?.waitsForRestore).toBe(false);
    expect((await paybeat.verify()).flatMap(({ violations }) => violations)).toEqual([]);
    await stopped(worker);
    // When it starts, and when the run stops. In its lines, the run is named.
    const { out, err } = await worker.ended;
    const accept = spellAction({ action: 'accept_restore' });
    expect(err).toContain(accept);
    expect(out.split('\n').filter((line) => line.includes(accept))).toEqual([
      expect.stringContaining('1000001'),
    ]);
  }, 150_000);
});
