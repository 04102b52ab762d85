/**
 * Entries of the beat: those of the configuration, and those that people change at run time.
 *
 * The configuration decides about its own entries. A beat that starts writes them and deletes those that are
 * no longer in it. Without a `beat` in the configuration there is the origin's one entry: `auto_run_payroll`
 * daily at 02:00. A pause by a person lasts until a person resumes.
 *
 * An entry whose times change continues from now on. Past ticks are not sent.
 *
 * Refusals: those of `readEntry`; entry_exists, entry_of_configuration (change it in the configuration),
 * entry_not_found, entry_paused, entry_not_paused, entry_off.
 */
import { actorOf, operatorOnly } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { type SentTask, sendTask } from '#operations/tasks/send-task.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { type EntryRow, entries, entryByName } from '#store/reads/beat.ts';
import { companies } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading, Writing } from '#store/store.ts';
import { lockEntries, pauseEntry, putEntry, removeEntry, resumeEntry } from '#store/writes/beat.ts';
import {
  type BeatEntry,
  defaultEntry,
  defaultEntryName,
  notesOn,
  readEntries,
  readEntry,
} from './beat-entry.ts';
import { firstAfter } from './plan-ticks.ts';
import { cronOf } from './strike-entry.ts';

type Source = EntryRow['source'];

/** `json` is the `beat` of the configuration; null when the configuration has none. */
export async function syncEntries(
  world: World,
  json: unknown,
): Promise<Answer<{ readonly changed: readonly string[] }>> {
  return world.store.write('every company', async (tx) => {
    await lockEntries(tx);
    const zone = await zoneOfHouse(tx);
    const source: Source = json === null ? 'default' : 'configuration';
    const wanted = readEntries(json ?? { [defaultEntryName]: defaultEntry }, { zone });
    if (!wanted.ok) return wanted;
    const stored = await entries(tx);
    const changed: string[] = [];
    for (const entry of wanted.value) {
      const there = stored.find((one) => one.name === entry.name);
      if (there && there.source === source && isSame(there, entry)) continue;
      await put(tx, { entry, source });
      changed.push(entry.name);
    }
    for (const { name, source: from } of stored) {
      if (from === 'run time' || wanted.value.some((entry) => entry.name === name)) continue;
      await removeEntry(tx, name);
      changed.push(name);
    }
    return answer({ changed });
  });
}

export interface AddedEntry {
  readonly entry: EntryRow;
  /** Where Celery would tick at other times, one sentence each. */
  readonly notes: readonly string[];
}

export async function addEntry(
  world: World,
  ask: { readonly name: string; readonly json: unknown },
): Promise<Answer<AddedEntry>> {
  const { name } = ask;
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  return world.store.write('every company', async (tx) => {
    await lockEntries(tx);
    const entry = readEntry(ask.json, { name, zone: await zoneOfHouse(tx) });
    if (!entry.ok) return entry;
    if (await entryByName(tx, name)) return entryExists(name);
    await put(tx, { entry: entry.value, source: 'run time' });
    const row = await entryByName(tx, name);
    assert(row, 'an entry that was added is there');
    return answer({ entry: row, notes: notesOn(entry.value, await databaseNow(tx)) });
  });
}

export async function removeEntryByHand(
  world: World,
  ask: { readonly name: string },
): Promise<Answer<EntryRow>> {
  return withEntry(world, ask.name, async (tx, entry) => {
    if (entry.source !== 'run time') return entryOfConfiguration(entry);
    await removeEntry(tx, entry.name);
    return answer(entry);
  });
}

export async function pauseEntryByHand(
  world: World,
  ask: { readonly name: string },
): Promise<Answer<EntryRow>> {
  return withEntry(world, ask.name, async (tx, entry) => {
    if (await pauseEntry(tx, { name: ask.name, by: actorOf(world.caller) })) return answer(entry);
    return conflict('entry_paused', `the entry ${entry.name} is already paused`);
  });
}

export async function resumeEntryByHand(
  world: World,
  ask: { readonly name: string },
): Promise<Answer<EntryRow>> {
  return withEntry(world, ask.name, async (tx, entry) => {
    const nextDueAt = await nextFrom(tx, { cron: cronOf(entry), timeZone: entry.timeZone });
    if (await resumeEntry(tx, { name: entry.name, nextDueAt })) {
      return answer({ ...entry, nextDueAt, pausedAt: null, pausedBy: null });
    }
    return conflict('entry_not_paused', `the entry ${entry.name} is not paused`);
  });
}

/** Sends the entry's task at once, in addition to its times. The next tick is unchanged. */
export async function runEntryNow(
  world: WorkingWorld,
  ask: { readonly name: string },
): Promise<Answer<SentTask>> {
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  const entry = await world.store.read('every company', (at) => entryByName(at, ask.name));
  if (!entry) return entryNotFound(ask.name);
  return sendTask(world, {
    task: entry.task,
    args: entry.args,
    ...(entry.queue === null ? {} : { queue: entry.queue }),
    ...(entry.expiresSeconds === null ? {} : { expires: entry.expiresSeconds }),
  });
}

/** As in the origin: the company's zone when all companies share one, otherwise UTC. */
async function zoneOfHouse(at: Reading): Promise<string> {
  const zones = new Set((await companies(at)).map((company) => company.timeZone));
  const [zone] = zones;
  return zones.size === 1 && zone !== undefined ? zone : 'UTC';
}

async function put(
  tx: Writing,
  ask: { readonly entry: BeatEntry; readonly source: Source },
): Promise<void> {
  const { entry, source } = ask;
  const nextDueAt = await nextFrom(tx, entry);
  await putEntry(tx, { ...entry, cron: entry.cron.text, source, nextDueAt });
}

async function nextFrom(
  at: Reading,
  entry: Pick<BeatEntry, 'cron' | 'timeZone'>,
): Promise<Temporal.Instant> {
  return firstAfter({ ...entry, now: await databaseNow(at) });
}

function isSame(row: EntryRow, entry: BeatEntry): boolean {
  const words = (one: Omit<BeatEntry, 'cron'> | EntryRow, cron: string) =>
    JSON.stringify([
      ...[cron, one.task, one.timeZone, one.queue, one.expiresSeconds, one.catchUp, one.enabled],
      Object.entries(one.args).toSorted(),
    ]);
  return words(row, row.cron) === words(entry, entry.cron.text);
}

async function withEntry(
  world: World,
  name: string,
  act: (tx: Writing, entry: EntryRow) => Promise<Answer<EntryRow>>,
): Promise<Answer<EntryRow>> {
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  return world.store.write('every company', async (tx) => {
    await lockEntries(tx);
    const entry = await entryByName(tx, name);
    return entry ? act(tx, entry) : entryNotFound(name);
  });
}

function conflict(code: string, message: string): Refused {
  return refuse({
    family: 'conflict',
    code,
    message,
    hint: 'list the entries',
    actions: [{ action: 'list_beat_entries' }],
  });
}

function entryExists(name: string): Refused {
  return conflict('entry_exists', `the entry ${name} already exists`);
}

function entryOfConfiguration({ name, source }: EntryRow): Refused {
  const isDefault = source === 'default';
  return refuse({
    family: 'conflict',
    code: 'entry_of_configuration',
    message: isDefault
      ? `${name} is the default entry, because the settings file has no "beat"`
      : `the entry ${name} comes from "beat" in the settings file`,
    hint: isDefault
      ? 'write "beat": {} into the settings file and restart the beats, or pause the entry'
      : 'remove it from "beat" in the settings file and restart the beats, or pause the entry',
    facts: { entry: name, source },
    actions: [{ action: 'pause_beat_entry', entry: name }],
  });
}

export function entryNotFound(name: string): Refused {
  return refuse({
    family: 'not_found',
    code: 'entry_not_found',
    message: `the beat has no entry ${name}`,
    hint: 'list the entries',
    actions: [{ action: 'list_beat_entries' }],
  });
}
