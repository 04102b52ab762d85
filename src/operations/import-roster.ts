/**
 * Takes a roster file in: all or nothing, in one revision of the company's inputs.
 *
 * People in the file are added or become exactly what the file says; people who are not in it stay
 * as they are. A schedule in the file goes before a move that is planned for the person. The same file twice changes nothing.
 *
 * Refusals: those of the file (row, column, code), schedule_unknown (with the rows).
 */
import { didYouMean } from '#closest-word.ts';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { type CompanyRow, schedules } from '#store/reads/companies.ts';
import {
  currentSchedules,
  employeeIdsOf,
  employeesOf,
  peopleChangedAt,
} from '#store/reads/roster.ts';
import { currentTerms } from '#store/reads/terms-and-items.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import {
  type EmployeeFacts,
  ensureEmployees,
  type RosterItem,
  replaceEmployees,
  replaceRosterItems,
} from '#store/writes/inputs.ts';
import { closeOverruledMoves } from '#store/writes/moves.ts';
import { parseRosterFile, type RosterRow, rosterPayCodes } from './files/roster-file.ts';
import type { FileNote } from './files/typed-file.ts';
import { currencyOf, payCodeIdOf } from './pay-codes.ts';
import type { World } from './world.ts';

export interface ImportRoster {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  /** For people whose row names none; null: they stay on the schedule they have, if any. */
  readonly scheduleCode: string | null;
  readonly dryRun: boolean;
  readonly by: string;
}

export interface ImportedRoster {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importRoster(
  world: World,
  ask: ImportRoster,
): Promise<Answer<ImportedRoster>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const file = parseRosterFile(ask.bytes, { currency: currencyOf(company.currency) });
  if (!file.ok) return file;
  const rows = [...file.value.rows()];
  const codes = await world.store.read({ companyId }, async (at) => {
    const all = await schedules(at);
    return new Map(all.map((schedule) => [schedule.code, schedule.scheduleId]));
  });
  const unknown = unknownSchedules(rows, { codes, standard: ask.scheduleCode });
  if (unknown) return unknown;
  const transaction = dryRun ? world.store.rehearse : world.store.write;
  const { overruled, unscheduled, ...counts } = await transaction({ companyId }, async (tx) => {
    const revision = await raiseInputRevision(tx, companyId);
    const numbers = rows.map((row) => row.employeeNumber);
    const before = await employeeIdsOf(tx, { companyId, numbers });
    const ids = await ensureEmployees(tx, { companyId, numbers });
    const idOf = (row: RosterRow) => ids.get(row.employeeNumber) ?? 0;
    // A file that does not say leaves people on the schedule they have.
    const kept = await currentSchedules(tx, { companyId, employeeIds: [...before.values()] });
    const scheduleOf = (row: RosterRow) =>
      codes.get(row.scheduleCode ?? ask.scheduleCode ?? '') ?? kept.get(idOf(row)) ?? null;
    const employees = rows.map(
      (row): EmployeeFacts => ({
        ...row,
        employeeId: idOf(row),
        scheduleId: scheduleOf(row),
        taxForm: row.w4,
      }),
    );
    const overruled = await overruledPay(tx, { companyId, revision: revision - 1, employees });
    await replaceEmployees(tx, { companyId, revision, employees });
    const movesClosed = await closeOverruledMoves(tx, { companyId, revision });
    const items = rows.flatMap((row) => itemsOf(row, idOf(row)));
    const employeeIds = employees.map((one) => one.employeeId);
    const payCodeIds = rosterPayCodes.map(payCodeIdOf);
    const roster = { companyId, revision, employeeIds, payCodeIds, items };
    const recurring = await replaceRosterItems(tx, roster);
    const added = rows.length - before.size;
    const touched = await peopleChangedAt(tx, { companyId, employeeIds, revision });
    const changed = touched - added;
    // Where people are on schedules, one who is on none is easily forgotten.
    const unscheduled =
      codes.size === 0 ? 0 : employees.filter((one) => one.scheduleId === null).length;
    await audit(tx, {
      companyId,
      actor: ask.by,
      action: 'roster.import',
      subject: `company:${companyId}`,
      facts: {
        ...{ revision, rows: rows.length, added, changed, items: recurring.begun },
        ...(movesClosed === 0 ? {} : { movesClosed }),
      },
    });
    return { added, changed, overruled, unscheduled };
  });
  const unchanged = rows.length - counts.added - counts.changed;
  const notes = [
    ...file.value.notes,
    ...overruledNotes(overruled),
    ...unscheduledNotes(unscheduled),
  ];
  return answer({ rows: rows.length, ...counts, unchanged, notes, written: !dryRun });
}

function itemsOf(row: RosterRow, employeeId: number): readonly RosterItem[] {
  return row.items.map((item) => ({ ...item, employeeId, payCodeId: payCodeIdOf(item.payCode) }));
}

/** How many people's pay the file changes although dated terms go before it. */
async function overruledPay(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly employees: readonly EmployeeFacts[];
  },
): Promise<number> {
  const { companyId, revision, employees } = ask;
  const employeeIds = employees.map((one) => one.employeeId);
  const terms = await currentTerms(tx, { companyId, employeeIds });
  const dated = [...new Set(terms.flatMap((one) => (one.job === '' ? [one.employeeId] : [])))];
  if (dated.length === 0) return 0;
  const before = new Map(
    (await employeesOf(tx, { employeeIds: dated, revision })).map((one) => [one.employeeId, one]),
  );
  return employees.filter((now) => {
    const old = before.get(now.employeeId);
    return (
      old !== undefined &&
      (old.payType !== now.payType ||
        old.annualSalaryMinor !== now.annualSalaryMinor ||
        old.hourlyRateMicro !== now.hourlyRateMicro)
    );
  }).length;
}

function overruledNotes(people: number): readonly FileNote[] {
  if (people === 0) return [];
  const who = people === 1 ? '1 person has' : `${people.toLocaleString('en-US')} people have`;
  const message = `${who} dated terms, which go before the pay that the roster changes: see 'paybeat terms list', and change pay with 'paybeat terms import'.`;
  return [{ code: 'pay_is_dated', message }];
}

function unscheduledNotes(people: number): readonly FileNote[] {
  if (people === 0) return [];
  const who = people === 1 ? '1 person is' : `${people.toLocaleString('en-US')} people are`;
  const message = `${who} on no pay schedule: only a period that was added without a schedule pays them. --schedule CODE puts them on one.`;
  return [{ code: 'no_schedule', message }];
}

function unknownSchedules(
  rows: readonly RosterRow[],
  ask: { readonly codes: ReadonlyMap<string, number>; readonly standard: string | null },
) {
  const known = [...ask.codes.keys()];
  const issues: Issue[] = [];
  for (const row of rows) {
    if (row.scheduleCode === null || ask.codes.has(row.scheduleCode)) continue;
    issues.push({
      pointer: `row ${row.rowNumber}, column schedule`,
      code: 'schedule_unknown',
      message: `There is no pay schedule ${row.scheduleCode}.${didYouMean(row.scheduleCode, known)}`,
    });
  }
  if (ask.standard !== null && !ask.codes.has(ask.standard)) {
    const message = `There is no pay schedule ${ask.standard}.${didYouMean(ask.standard, known)}`;
    issues.push({ pointer: '--schedule', code: 'schedule_unknown', message });
  }
  if (issues.length === 0) return null;
  return refuse({
    family: 'invalid',
    code: 'schedule_unknown',
    message: issues[0]?.message ?? '',
    hint: "'paybeat schedule list' shows the schedules; nothing was imported",
    issues: issues.slice(0, 1_000),
  });
}
