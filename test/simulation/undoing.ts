/**
 * What people do to committed runs: they reverse, correct and pay again, several of them at once and while the others'
 * runs wait, are approved or are voided.
 */
import { operator } from '#caller.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { payOwedNow } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import { runById } from '#store/reads/runs.ts';
import { type Act, type Choice, companyFor, impatiently, told } from './deeds.ts';
import { hourlyOfLoft } from './loft.ts';

const why = 'wrong hours';
const paidOn = Temporal.PlainDate.from('2024-03-15');

/** Replaces the deeds of the same names: here somebody else than who asked approves. */
export const onUndo: Readonly<Record<string, Act>> = {
  'imports hours': (at) => (world) => late(world, at),
  'reverses the run': (at) => async (world, drive, hands) =>
    told(await hands.reverseRun(world, { ...undone, ...at, employees: null }, drive)),
  'reverses one person': (at) => async (world, drive, hands) =>
    told(await hands.reverseRun(world, { ...undone, ...at, employees: [one(at)] }, drive)),
  'reverses one person twice at once': (at) => (world, drive, hands) =>
    impatiently(() => hands.reverseRun(world, { ...undone, ...at, employees: [one(at)] }, drive)),
  'reverses some people': (at) => async (world, drive, hands) =>
    told(await hands.reverseRun(world, { ...undone, ...at, employees: ['ada', one(at)] }, drive)),
  'corrects one person': (at) => async (world, drive, hands) =>
    told(await hands.correctRun(world, { ...undone, ...at, ...rightHours(at) }, drive)),
  'corrects one person twice at once': (at) => (world, drive, hands) =>
    impatiently(() => hands.correctRun(world, { ...undone, ...at, ...rightHours(at) }, drive)),
  'corrects the run': (at) => async (world, drive, hands) => {
    await late(world, { ...at, periodId: await periodOf(world, at) });
    return told(
      await hands.correctRun(world, { ...undone, ...at, employees: null, hours: null }, drive),
    );
  },
  'pays whom the run held': (at) => async (world, drive, hands) => {
    await late(world, { ...at, periodId: await periodOf(world, at) });
    const ask = { runId: at.runId, payOn: null, dryRun: false };
    return impatiently(() => hands.payHeld(world, ask, drive));
  },
  'pays what is owed': (at) => async (world, drive) => {
    const company = await companyFor(world, at);
    const ask = { company, number: one(at), why, seen: null, payOn: paidOn, dryRun: false };
    return told(await payOwedNow(world, ask, drive));
  },
  'approves the run': (at) => async (world) => {
    const boss = { ...world, caller: operator({ who: 'person:boss', door: 'library' }) };
    return told(await approveRun(boss, { ...at, totals: null, dryRun: false }));
  },
};

/** A deed, and the runs that it may be about. */
export const undoDeedNames: readonly {
  readonly name: string;
  readonly about: 'runIds' | 'undoable' | 'waiting';
}[] = [
  ...[
    ...['reverses the run', 'reverses one person', 'reverses one person', 'reverses some people'],
    ...['reverses one person twice at once', 'corrects one person', 'corrects one person'],
    ...['corrects one person twice at once', 'corrects the run', 'pays whom the run held'],
    ...['pays whom the run held', 'pays what is owed', 'imports hours'],
  ].map((name) => ({ name, about: 'undoable' as const })),
  ...['approves the run', 'approves the run', 'approves the run', 'voids the run'].map((name) => ({
    ...{ name, about: 'waiting' as const },
  })),
  ...['recalculates the run', 'retries the run', 'forces the period'].map((name) => ({
    ...{ name, about: 'runIds' as const },
  })),
];

const undone = { why, payOn: null, dryRun: false };

function one({ variant }: Choice): string {
  return hourlyOfLoft[variant % hourlyOfLoft.length] ?? '';
}

function rightHours(at: Choice) {
  return { employees: [one(at)], hours: { regular_hours: String(70 + (at.variant % 15)) } };
}

/** Hours of a period, whether it is paid or not. */
async function late(world: World, at: Choice): Promise<string> {
  const bytes = Buffer.from(at.company.hours(at.variant));
  const how = { late: true, replace: true, dryRun: false };
  return told(await importHours(world, { periodId: at.periodId, bytes, ...how }));
}

async function periodOf(world: World, { runId, periodId }: Choice): Promise<number> {
  const run = await world.store.read('every company', (reading) => runById(reading, runId));
  return run?.periodId ?? periodId;
}
