/**
 * Carries one company over, in one transaction: the paid days first, then the people, their year-to-date and the
 * coming periods. A plan does the same and takes it back.
 *
 * It can be done again: a paid period is known by its name there, a coming one by its days.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refusal, type Refused } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import type { InputChange } from '#operations/people/input-changes.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type RegularPeriod, regularPeriodsOf } from '#store/reads/paid-before.ts';
import { storeInside, type Writing } from '#store/store.ts';
import { type AuditRow, audit } from '#store/writes/audit.ts';
import { insertPaidBefore, lockPaidDays } from '#store/writes/paid-before.ts';
import type { JudgedPeriod } from './judge-periods.ts';
import type { OldRoster } from './old-people.ts';
import { isSame, paidBeforeName } from './overlapping-periods.ts';

export interface CarryOver {
  readonly company: CompanyRow;
  readonly roster: OldRoster;
  readonly balances: Buffer | null;
  readonly periods: readonly JudgedPeriod[];
  /** The name of the table of periods, which names each of them. */
  readonly table: string;
  readonly paidDayOf: (row: string) => Temporal.PlainDate | null;
  readonly isAutomated: (row: string) => boolean;
  readonly fileName: string;
  readonly dryRun: boolean;
}

export interface CarriedOver {
  readonly employees: {
    readonly added: number;
    readonly changed: number;
    readonly unchanged: number;
  };
  readonly balances: number;
  /** What is here and would be replaced: the heaviest first, up to 100,000 each of employees and of balances. */
  readonly changes: readonly InputChange[];
  readonly paidBefore: number;
  readonly periodsAdded: number;
  /** Periods that were here already. */
  readonly periodsKnown: number;
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  /** False if nothing changed. */
  readonly written: boolean;
}

/** Which part was refused, so that its rows can be named. */
export interface CarryRefused {
  readonly part: 'roster' | 'balances' | 'period';
  /** The row there. Null: the refusal names rows of the file. */
  readonly row: string | null;
  readonly refusal: Refusal;
}

type Carried = { readonly done: CarriedOver } | { readonly refused: CarryRefused };

export async function carryOver(world: World, ask: CarryOver): Promise<Carried> {
  const { companyId } = ask.company;
  const parts: { refused: CarryRefused | null } = { refused: null };
  const done = await allOrNothing(
    world,
    { scope: { companyId }, dryRun: ask.dryRun, hasChanged },
    async (tx): Promise<Answer<CarriedOver>> => {
      const { telemetry, caller, worker, settings } = world;
      const inside: World = { telemetry, caller, worker, settings, store: storeInside(tx) };
      const refused = (part: CarryRefused['part'], of: Refused, row: string | null = null) => {
        parts.refused = { part, row, refusal: of.refusal };
        return of;
      };
      await lockPaidDays(tx, companyId);
      const here = await regularPeriodsOf(tx, companyId);
      const paid = await paidPeriods(tx, { ...ask, here });
      const roster = await takePeople(inside, ask);
      if (!roster.ok) return refused('roster', roster);
      const balances = await takeBalances(inside, ask);
      if (!balances.ok) return refused('balances', balances);
      const counts = { added: 0, known: paid.known };
      for (const period of ask.periods) {
        if (period.outcome !== 'add_active' && period.outcome !== 'add_draft') continue;
        const isKnown = here.some((one) => isSame(period, one));
        counts[isKnown ? 'known' : 'added'] += 1;
        if (isKnown) continue;
        const one = await addOne(inside, { ...ask, period });
        if (!one.ok) return refused('period', one, period.row);
      }
      // Last, because the head of the audit chain is the last lock.
      for (const row of paid.told) await audit(tx, { ...row, actor: actorOf(world.caller) });
      return answer({
        employees: roster.value.counts,
        balances: balances.value.rows,
        changes: [...roster.value.changes, ...balances.value.changes],
        ...{ paidBefore: paid.told.length, periodsAdded: counts.added, periodsKnown: counts.known },
        notes: [...roster.value.notes, ...balances.value.notes],
        written:
          roster.value.written || balances.value.written || paid.told.length + counts.added > 0,
      });
    },
  );
  if (done.ok) return { done: done.value };
  return { refused: parts.refused ?? { part: 'period', row: null, refusal: done.refusal } };
}

function hasChanged({ written }: CarriedOver): boolean {
  return written;
}

async function paidPeriods(
  tx: Writing,
  ask: CarryOver & { readonly here: readonly RegularPeriod[] },
): Promise<{ readonly told: readonly Omit<AuditRow, 'actor'>[]; readonly known: number }> {
  const { companyId } = ask.company;
  const names = new Set(ask.here.map(({ paidBefore }) => paidBefore));
  const told: Omit<AuditRow, 'actor'>[] = [];
  let known = 0;
  for (const period of ask.periods) {
    if (period.outcome !== 'paid_before') continue;
    const { row, startOn, endOn, frequency, payslips } = period;
    const paidBefore = paidBeforeName(ask.table, row);
    if (names.has(paidBefore)) {
      known += 1;
      continue;
    }
    const payOn = ask.paidDayOf(row) ?? endOn;
    const why = `paid before by the Django design, as its period ${row}`;
    const one = { companyId, frequency, startOn, endOn, payOn, paidBefore, why };
    const periodId = await insertPaidBefore(tx, one);
    const facts = { startOn: startOn.toString(), endOn: endOn.toString(), paidBefore, payslips };
    told.push({ companyId, action: 'period.paid_before', subject: `period:${periodId}`, facts });
  }
  return { told, known };
}

interface Taken {
  readonly rows: number;
  readonly counts: CarriedOver['employees'];
  readonly changes: CarriedOver['changes'];
  readonly notes: CarriedOver['notes'];
  readonly written: boolean;
}

const nothingTaken: Taken = {
  rows: 0,
  counts: { added: 0, changed: 0, unchanged: 0 },
  changes: [],
  notes: [],
  written: false,
};

async function takePeople(
  inside: World,
  { company, roster, fileName }: CarryOver,
): Promise<Answer<Taken>> {
  if (roster.people.length === 0) return answer(nothingTaken);
  const { bytes } = roster;
  const file = { company, bytes, scheduleCode: null, fileName, dryRun: false };
  const taken = await importRoster(inside, file);
  if (!taken.ok) return taken;
  const { rows, added, changed, unchanged, changes, notes, written } = taken.value;
  return answer({ rows, counts: { added, changed, unchanged }, changes, notes, written });
}

async function takeBalances(
  inside: World,
  { company, balances, fileName }: CarryOver,
): Promise<Answer<Taken>> {
  if (balances === null) return answer(nothingTaken);
  const file = { company, bytes: balances, fileName, dryRun: false };
  const taken = await importBalances(inside, file);
  if (!taken.ok) return taken;
  const { rows, changes, notes, written } = taken.value;
  return answer({ ...nothingTaken, rows, changes, notes, written });
}

async function addOne(
  inside: World,
  ask: CarryOver & { readonly period: JudgedPeriod },
): Promise<Answer<unknown>> {
  const { period, company } = ask;
  const { startOn, endOn, payOn, frequency, rule } = period;
  const added = await addPeriod(inside, {
    ...{ companyId: company.companyId, scheduleId: null, frequency, startOn, endOn, payOn },
    rule: ask.isAutomated(period.row) ? rule : null,
  });
  if (!added.ok || period.outcome === 'add_draft') return added;
  return activatePeriod(inside, { periodId: added.value.periodId });
}
