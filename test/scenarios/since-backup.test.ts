/** What `doctor` says after a restore, from everything that is outside of the database. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { work } from '#caller.ts';
import { inProcessEngine } from '#engine/in-process.ts';
import { listHeads } from '#operations/audit/audit-heads.ts';
import { addHeads } from '#operations/audit/head-file.ts';
import { acceptRestore } from '#operations/backup/accept-restore.ts';
import { findingsSinceBackup } from '#operations/backup/since-backup.ts';
import { newKey } from '#operations/proof/signing-keys.ts';
import { CertificateWriter } from '#operations/proof/write-certificates.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { createStore } from '#store/store.ts';
import { systemClock } from '#time/clock.ts';
import { backupFolder } from '../support/backup-file.ts';
import { testDatabase } from '../support/database.ts';
import { databaseClock } from '../support/database-clock.ts';
import { layCompanies } from '../support/set-of-companies.ts';
import { drivenBy, must, worldOn } from '../support/small-company.ts';

const { folder, keys, put, taken, restored } = backupFolder();
const source = await testDatabase();
const target = await testDatabase();
const engine = inProcessEngine({ clock: systemClock });
const store = createStore({ url: target.url });
const world: World = worldOn(store);
const certificateFolder = join(folder, 'certificates');
const auditHeadFile = join(folder, 'heads.jsonl');
const noKeys = { dataFolder: join(folder, 'no-keys'), given: null };
const places = { certificateFolder, auditHeadFile, keys, engine };
let periodId: number;

/** Backed up before the period is due. Then it is paid, and its certificate and the heads are kept. */
beforeAll(async () => {
  must(await newKey(keys, Temporal.Instant.from('2026-01-01T00:00:00Z')));
  const laid = await layCompanies(source.url, { of: ['plain'] });
  periodId = laid.periods.get('plain') ?? 0;
  const dueAt = laid.clock.now();
  await laid.clock.set('2026-01-20T12:00:00Z');
  const path = put('a.backup', await taken(source.url));
  await laid.clock.set(dueAt);
  await autoRunPayroll(laid.world, drivenBy(laid.clock));
  const by = { ...laid.world, caller: work('worker:test') };
  const ask = { folder: certificateFolder, keys, version: '1.2.3' };
  await new CertificateWriter(by, ask).write();
  must(await addHeads(auditHeadFile, await listHeads(laid.world)));
  await laid.close();
  must(await restored(path, target.url));
  const clock = await databaseClock(target.url, dueAt.toString());
  await clock.close();
});
afterAll(async () => {
  await engine.close({ graceful: false });
  await store.close();
});

const found = (changed: Partial<typeof places> | { readonly certificateFolder: null }) =>
  findingsSinceBackup(world, { ...places, ...changed });
const levels = async (of: ReturnType<typeof found>) =>
  (await of).map(({ check, level }) => `${check}: ${level}`);
/** What a place alone adds to the finding that the restore waits. */
const nowhere = { certificateFolder: null, auditHeadFile: null, engine: null } as const;
const alone = async (place: Partial<typeof places>) => {
  const others = await findingsSinceBackup(world, { ...nowhere, keys });
  const all = await findingsSinceBackup(world, { ...nowhere, keys, ...place });
  const known = new Set(others.map(({ seen }) => seen));
  return all.filter(({ seen }) => !known.has(seen));
};

describe('after a restore, doctor', () => {
  it('says that the restore waits, what was paid, what is missing, and what fell due', async () => {
    expect(await levels(found({}))).toEqual([
      'restore: wrong',
      'since the backup: wrong',
      'since the backup: wrong',
      'since the backup: warning',
    ]);
  });

  it('names a run that has a certificate, and the money that must not be sent again', async () => {
    const [paid, ...more] = await alone({ certificateFolder });
    expect(more).toEqual([]);
    expect(paid?.seen).toContain('run-1.json');
    expect(paid?.actions).toEqual([{ action: 'list_runs' }]);
  });

  it('compares each audit log with the heads that were kept', async () => {
    const [behind, ...more] = await alone({ auditHeadFile });
    expect([behind?.level, more]).toEqual(['wrong', []]);
    expect(behind?.seen).toContain('plain');
  });

  it('names a period that fell due meanwhile', async () => {
    const due = (await found(nowhere)).find(({ actions = [] }) =>
      actions.some(({ action }) => action === 'skip_periods'),
    );
    expect(due?.seen).toMatch(new RegExp(`\\b${periodId} of plain\\b`));
  });

  it('names tasks of runs that this database does not know, and of no others', async () => {
    expect(await alone({ engine })).toEqual([]);
    await engine.enqueue('calculate_chunk', { runId: 57 }, { id: 'run-57-chunk-1' });
    await engine.enqueue('auto_run_payroll', {}, { id: 'tick' });
    const [unknown, ...more] = await alone({ engine });
    expect([unknown?.level, more]).toEqual(['warning', []]);
    expect(unknown?.seen).toMatch(/\b57\b/);
  });

  it('names keys that are not here', async () => {
    const keyed = await found({ keys: noKeys });
    expect(keyed.filter(({ check }) => check === 'signing keys')).toMatchObject([
      { level: 'warning', actions: [{ action: 'import_keys' }] },
    ]);
  });

  it.each([
    ['a folder that is missing', () => ({ certificateFolder: join(folder, 'missing') })],
    ['a folder that is a file', () => ({ certificateFolder: auditHeadFile })],
    ['heads that are missing', () => ({ auditHeadFile: join(folder, 'missing.jsonl') })],
    ['heads that are a folder', () => ({ auditHeadFile: folder })],
  ])('says that it cannot read %s', async (_what, place) => {
    expect(await alone(place())).toMatchObject([{ level: 'warning' }]);
  });

  it('counts files that are no certificates, and still finds the run', async () => {
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed);
    writeFileSync(join(mixed, 'run-2.json'), '{"certified":');
    writeFileSync(join(mixed, 'notes.txt'), 'not looked at');
    expect(await alone({ certificateFolder: mixed })).toMatchObject([{ level: 'warning' }]);
  });

  it('says only who accepted it, once it was accepted', async () => {
    must(await acceptRestore(world, { why: 'The bank statement was checked.' }));
    expect(await levels(found({}))).toEqual(['restore: ok']);
  });
});
