/**
 * What may have happened between a backup and its restore, from everything that is outside of the database: kept
 * certificates, kept audit heads, tasks in the queue, due times that have passed, keys that are not here.
 *
 * For `doctor`. Nothing is said once somebody has accepted the restore, except that.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action } from '#actions.ts';
import type { Engine } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import { headsIn } from '#operations/audit/audit-heads.ts';
import type { Finding } from '#operations/doctor.ts';
import { type KeyPlace, signingKeys } from '#operations/proof/signing-keys.ts';
import type { World } from '#operations/world.ts';
import {
  dueSince,
  knownRuns,
  type RestoreRow,
  restoredHeads,
  restores,
} from '#store/reads/restores.ts';
import { counted } from '#text/counted.ts';
import { certificatesSince } from './kept-certificates.ts';

/** Where to look, besides the database. */
interface PlacesOutside {
  /** Absolute paths. Null: none. */
  readonly certificateFolder: string | null;
  readonly auditHeadFile: string | null;
  readonly keys: KeyPlace;
  readonly engine: Pick<Engine, 'inspect'> | null;
}

/** Workers write certificates into the data folder, unless the settings name another folder or turn them off. */
export function placesOutside(
  settings: {
    readonly certificateFolder: string | null;
    readonly auditHeadFile: string | null;
    readonly dataFolder: string;
    readonly signingKey: string | null;
  },
  engine: PlacesOutside['engine'],
): PlacesOutside {
  const { certificateFolder: named, auditHeadFile, dataFolder, signingKey: given } = settings;
  const certificateFolder = named === 'off' ? null : (named ?? join(dataFolder, 'certificates'));
  return { certificateFolder, auditHeadFile, keys: { dataFolder, given }, engine };
}

const listed = 10;
const check = 'since the backup';

export async function findingsSinceBackup(
  world: World,
  places: PlacesOutside,
): Promise<readonly Finding[]> {
  const rows = await world.store.read('every company', restores);
  const open = rows.filter(({ acceptedAt }) => acceptedAt === null);
  // Of several, the earliest moment: everything since then may be unknown.
  const [oldest] = open.toSorted((a, b) => Temporal.Instant.compare(a.takenAt, b.takenAt));
  if (oldest === undefined) return rows.slice(0, 1).map(accepted);
  const found = [
    ...(await paidSince(world, { places, since: oldest.takenAt })),
    ...(await headsSince(world, places)),
    ...(await dueMeanwhile(world, oldest)),
    ...(await tasksOfUnknownRuns(world, places)),
    ...(await keysMissing(open, places)),
  ];
  return [waits(oldest), ...found];
}

function accepted({ takenAt, acceptedBy, acceptedWhy }: RestoreRow): Finding {
  const seen = `from a backup of ${takenAt}; accepted by ${acceptedBy}: ${acceptedWhy}`;
  return { check: 'restore', level: 'ok', seen, todo: null };
}

function waits({ takenAt, restoredAt, restoredBy }: RestoreRow): Finding {
  return {
    check: 'restore',
    level: 'wrong',
    seen: `restored at ${restoredAt} by ${restoredBy}, from a backup of ${takenAt}; no run is approved or committed, and off-cycle runs are refused`,
    todo: 'find out what was paid since the backup, then accept the restore',
    actions: [{ action: 'accept_restore' }],
  };
}

/** Runs that were committed after the backup, by their certificates. */
async function paidSince(
  world: World,
  ask: { readonly places: PlacesOutside; readonly since: Temporal.Instant },
): Promise<readonly Finding[]> {
  const folder = ask.places.certificateFolder;
  const unseen = 'runs, reversals and off-cycle runs that were committed since cannot be seen';
  if (folder === null) {
    return [cannotSee(`no folder keeps certificates, so ${unseen}`)];
  }
  const kept = await certificatesSince(folder, ask.since);
  if (kept === null)
    return [cannotSee(`the folder of certificates, ${folder}, cannot be read, so ${unseen}`)];
  const runIds = kept.certificates.map(({ runId }) => runId);
  const known = await world.store.read('every company', (at) => knownRuns(at, runIds));
  const unknown = kept.certificates.filter(
    ({ runId, totalsHash }) =>
      !known.some(
        (run) => run.runId === runId && run.state === 'committed' && run.totalsHash === totalsHash,
      ),
  );
  const { unreadable } = kept;
  return [
    ...unknown.slice(0, listed).map(
      (one): Finding => ({
        ...{ check, level: 'wrong' },
        seen: `run ${one.runId} of ${one.company} (${one.kind}, ${one.startOn} to ${one.endOn}, pay date ${one.payOn}) paid ${counted(one.paid, 'person')}; ${one.file} proves its commit at ${one.committedAt}`,
        todo: 'do not transfer this money again: when the run is committed anew, compare it with its certificate',
        actions: [{ action: 'list_runs' }],
      }),
    ),
    ...(unknown.length > listed
      ? [cannotSee(`${counted(unknown.length - listed, 'more run')} have certificates`)]
      : []),
    ...(unreadable.length > 0
      ? [cannotSee(`${counted(unreadable.length, 'file')} of the folder cannot be read`)]
      : []),
  ];
}

function cannotSee(seen: string, actions: readonly Action[] = []): Finding {
  const todo = 'look at the bank statements since the backup';
  return { check, level: 'warning', seen, todo, actions };
}

/** Audit rows that the backup does not have. */
async function headsSince(world: World, places: PlacesOutside): Promise<readonly Finding[]> {
  if (places.auditHeadFile === null) return [];
  const text = await readFile(places.auditHeadFile, 'utf8').catch(() => null);
  if (text === null) return [cannotSee('the file of audit heads cannot be read')];
  const newest = new Map<string, { readonly seq: number; readonly writtenAt: string }>();
  for (const head of headsIn(text)) {
    if (head.seq > (newest.get(head.company)?.seq ?? 0)) newest.set(head.company, head);
  }
  const here = await world.store.read('every company', restoredHeads);
  const seqs = new Map(here.map(({ company, seq }) => [company, seq]));
  const behind = [...newest].filter(([company, { seq }]) => seq > (seqs.get(company) ?? 0));
  return behind.slice(0, listed).map(([company, { seq, writtenAt }]) => ({
    ...{ check, level: 'wrong' },
    seen: `the audit log of ${company} had ${counted(seq, 'row')} at ${writtenAt}, and the backup has ${(seqs.get(company) ?? 0).toLocaleString('en-US')}`,
    todo: 'ask who changed what since the backup, and enter it again; begin a new file of audit heads',
  }));
}

async function dueMeanwhile(world: World, { takenAt }: RestoreRow): Promise<readonly Finding[]> {
  const due = await world.store.read('every company', (at) =>
    dueSince(at, { since: takenAt, limit: listed + 1 }),
  );
  if (due.length === 0) return [];
  const names = due
    .slice(0, listed)
    .map(({ periodId, company, payOn }) => `${periodId} of ${company} (pay date ${payOn})`);
  const more = due.length > listed ? ' and more' : '';
  return [
    {
      ...{ check, level: 'warning' },
      seen: `periods fell due and may have been paid: ${names.join(', ')}${more}`,
      todo: 'if one was paid and must not be recorded again, skip it; otherwise its run is committed when you accept',
      actions: [{ action: 'skip_periods' }],
    },
  ];
}

async function tasksOfUnknownRuns(
  world: World,
  { engine }: PlacesOutside,
): Promise<readonly Finding[]> {
  if (engine === null) return [];
  try {
    const { active, scheduled, reserved } = await engine.inspect({ listMax: 1_000 });
    const runIds = [...active, ...scheduled, ...reserved]
      .map(({ payload }) => Number(payload['runId'] ?? Number.NaN))
      .filter(Number.isSafeInteger);
    const known = await world.store.read('every company', (at) => knownRuns(at, runIds));
    const here = new Set(known.map(({ runId }) => runId));
    const unknown = [...new Set(runIds)].filter((runId) => !here.has(runId));
    if (unknown.length === 0) return [];
    return [
      cannotSee(
        `the queue has tasks of runs that the backup does not know: ${unknown.slice(0, listed).join(', ')}; they do nothing`,
      ),
    ];
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    return [cannotSee('the queue does not answer')];
  }
}

async function keysMissing(
  open: readonly RestoreRow[],
  places: PlacesOutside,
): Promise<readonly Finding[]> {
  const keys = await signingKeys(places.keys);
  const here = new Set(keys.ok ? keys.value.map(({ keyId }) => keyId) : []);
  const wanted = new Set(open.flatMap(({ keyIds }) => keyIds));
  const missing = [...wanted].filter((keyId) => !here.has(keyId));
  if (missing.length === 0) return [];
  return [
    {
      ...{ check: 'signing keys', level: 'warning' },
      seen: `not here: ${missing.join(', ')}; certificates cannot be signed with them, and earlier ones are of an unknown key`,
      todo: 'bring back the keys that you exported',
      actions: [{ action: 'import_keys' }],
    },
  ];
}
