/**
 * Imports a roster file: all or nothing, in one revision of the company's inputs.
 *
 * People in the file are added, or changed to exactly what the file says. People who are not in it stay
 * unchanged. Every changed value is reported, old and new. A schedule in the file overrides a planned move of
 * that person. Importing the same file twice writes nothing.
 *
 * A file that was imported last, and whose people have not changed since, is recognized by its digest. Of a file
 * that differs from it here and there, only the blocks that differ are compared.
 *
 * A million rows are imported like ten. The file is read twice: first for all its errors, then slice by slice
 * into temporary tables. The company's row is locked only for the last step, inside the database.
 *
 * Refusals: those of the file (row, column, code), case_twin and shared_account among them, schedule_unknown (for rows
 * without a schedule).
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused } from '#errors.ts';
import type { FileForm } from '#files/file-form.ts';
import {
  type MayShareAccounts,
  parseRosterFile,
  rosterCsv,
  rosterPayCodes,
} from '#files/roster-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import { owedNotes } from '#operations/judgement/owed-notes.ts';
import type { World } from '#operations/world.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import { type CompanyRow, schedules } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { Writing } from '#store/store.ts';
import { keepAssignments } from '#store/writes/assignments.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { type EmploymentChanges, keepEmployments } from '#store/writes/employments.ts';
import { canCopyRoster } from '#store/writes/first-roster.ts';
import {
  isRosterUnchanged,
  rememberRosterFile,
  sameRosterFile,
} from '#store/writes/imported-files.ts';
import { recordInputFile } from '#store/writes/input-files.ts';
import {
  keepUnsaid,
  replaceEmployees,
  replaceRosterItems,
  takeRosterLock,
} from '#store/writes/inputs.ts';
import { closeOverruledMoves } from '#store/writes/moves.ts';
import {
  numberTwins,
  overruledPay,
  peopleChangedAt,
  unscheduledPeople,
} from '#store/writes/staged-questions.ts';
import { keepDatedForms } from '#store/writes/tax-forms.ts';
import type { ClosedRow } from '#store/writes/versions.ts';
import { type MayBeTwins, twinsRefused } from './case-twins.ts';
import { formFor, type MayHaveForm } from './file-forms.ts';
import { type FirstRoster, writeFirstRoster } from './first-roster.ts';
import { type ImportProgress, importProgress } from './import-in-slices.ts';
import { type InputChange, weighed } from './input-changes.ts';
import { findKnownBlocks } from './known-blocks.ts';
import { type CompanyMeasures, measuresOfCompany } from './measures-of-company.ts';
import { unusualOrRefused } from './multiplied-columns.ts';
import { RosterLook } from './roster-look.ts';
import {
  employmentNotes,
  type Overruled,
  overruledNotes,
  rosterWords,
  scheduleUnknown,
  unscheduledNotes,
} from './roster-notes.ts';
import { type MayBeDoubles, samePeople } from './same-people.ts';
import { rosterDependsOn, rosterDigest, sameAgain } from './same-roster.ts';
import { type StagedRoster, stageRoster } from './stage-roster.ts';
import { unusualInRoster } from './unusual-roster.ts';
import type { MayRefuseUnusual, UnusualValue } from './unusual-values.ts';
import { type ChangeCounts, changeCounts } from './weigh-changes.ts';

interface ImportRoster
  extends MayBeTwins,
    MayBeDoubles,
    MayShareAccounts,
    MayHaveForm,
    MayRefuseUnusual {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  /** The schedule for rows that name none. Null: these people keep their current schedule, if any. */
  readonly scheduleCode: string | null;
  /** Kept with what the file changes. */
  readonly fileName?: string | undefined;
  readonly dryRun: boolean;
}

export interface ImportedRoster {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Changes to people who were already known: the heaviest first, up to 100,000 rows. */
  readonly changes: readonly InputChange[];
  readonly changeCounts: ChangeCounts;
  /** Values of new and changed people that are unusual: the first 1,000. */
  readonly unusual: readonly UnusualValue[];
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importRoster(
  world: World,
  ask: ImportRoster,
): Promise<Answer<ImportedRoster>> {
  const { company, scheduleCode } = ask;
  const { companyId } = company;
  const shape = rosterCsv(packFor(company.currency));
  const used = await formFor(world, { ...ask, companyId, shape });
  if (!used.ok) return used;
  const { form, told } = used.value;
  const codes = await world.store.read({ companyId }, async (at) => {
    const all = await schedules(at);
    return new Map(all.map((schedule) => [schedule.code, schedule.scheduleId]));
  });
  const standard = scheduleCode === null ? null : codes.get(scheduleCode);
  if (standard === undefined) return scheduleUnknown(scheduleCode ?? '', [...codes.keys()]);
  const dependsOn = rosterDependsOn({ ...ask, form: told }, codes);
  const digest = rosterDigest(dependsOn, ask.bytes);
  const same = await world.store.read({ companyId }, (at) =>
    sameRosterFile(at, { companyId, digest }),
  );
  if (same !== null) return answer(sameAgain(same));
  const reading = { ...ask, form, codes, standard, digest, dependsOn };
  try {
    return await readAndWrite(world, reading);
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    return readAndWrite(world, { ...reading, isForgetful: true });
  }
}

/** Somebody changed the roster after blocks of the file were found to be as it was. */
class ChangedMeanwhile extends Error {}

interface ReadAndWrite extends Omit<ImportRoster, 'form'> {
  readonly form: FileForm;
  /** Code → id of the schedules. */
  readonly codes: ReadonlyMap<string, number>;
  readonly standard: number | null;
  readonly digest: Buffer;
  readonly dependsOn: string;
  /** Compares every row. */
  readonly isForgetful?: boolean;
}

async function readAndWrite(world: World, ask: ReadAndWrite): Promise<Answer<ImportedRoster>> {
  const { company, dryRun, codes, standard, digest } = ask;
  const { companyId } = company;
  const country = packFor(company.currency);
  const progress = importProgress(world, 'roster');
  const known = await findKnownBlocks(world, { ...ask, companyId, country });
  const file = await readRoster(world, {
    ...{ companyId, bytes: ask.bytes, currency: currencyOf(company.currency), country },
    ...{ schedules: new Set(codes.keys()), blocks: known?.blocks, tell: progress.read },
    ...{ form: ask.form, accounts: known?.accounts, allowSharedAccounts: ask.allowSharedAccounts },
  });
  if (!file.ok) return file;
  const rows = known?.rows ?? file.value.rowCount;
  const scheduleOf = (code: string | null) =>
    code === null ? standard : (codes.get(code) ?? null);
  const { notes: fileNotes } = file.value;
  const concluding = {
    ...{ companyId, rows, actor: actorOf(world.caller), digest, notes: fileNotes },
    ...{ blocks: known?.kept() ?? null, hasSchedules: codes.size > 0, fileName: ask.fileName },
  };
  const taken = await allOrNothing(
    world,
    { scope: { companyId }, dryRun, hasChanged: hasChangedRoster },
    async (tx): Promise<Answer<WeighedRoster>> => {
      await takeRosterLock(tx, companyId);
      const measures = await measuresOfCompany(tx, company);
      const look = new RosterLook(measures);
      const slices = { file: file.value, companyId, country, scheduleOf, progress, look };
      if (await canCopyRoster(tx, companyId)) {
        const { allowCaseTwins, allowNearTwins } = ask;
        const first = await writeFirstRoster(tx, { ...slices, allowCaseTwins, allowNearTwins });
        if (first.twins) return first.twins;
        const written = await finishFirst(tx, { ...first, ...concluding });
        return weigh(tx, { ...ask, written, look, measures });
      }
      const staged = await stageRoster(tx, slices);
      const twins = await twinsOf(tx, { ...ask, ...staged, companyId });
      if (twins) return twins;
      const { allowDoubles } = ask;
      const doubles = await samePeople(tx, { ...staged, companyId, allowDoubles });
      if (doubles.refused) return doubles.refused;
      const since = known?.since ?? null;
      const written = await writeRoster(tx, {
        ...{ ...staged, ...concluding, country, progress, since, company },
      });
      const weighing = { ...ask, written, look, measures };
      const done = await weigh(tx, weighing);
      return done.ok ? answer({ ...done.value, doubles: doubles.notes }) : done;
    },
  );
  if (!taken.ok) return taken;
  const { added, changed, changes, unusual, overruled, unscheduled, employments } = taken.value;
  const about = [...overruledNotes(overruled, company), ...unscheduledNotes(unscheduled)];
  const { doubles = [], owed = [] } = taken.value;
  const notes = [...fileNotes, ...employmentNotes(employments), ...doubles, ...about, ...owed];
  return answer({
    ...{ rows, added, changed, unchanged: rows - added - changed, notes },
    ...{ changes, changeCounts: changeCounts(changes), unusual },
    written: !dryRun && hasChangedRoster(taken.value),
  });
}

type WeighedRoster = WrittenRoster & Pick<ImportedRoster, 'changes' | 'unusual'>;

/** What the file changes, in words, and what is unusual in it. */
async function weigh(
  tx: Writing,
  ask: ReadAndWrite & {
    readonly written: WrittenRoster;
    readonly look: RosterLook;
    readonly measures: CompanyMeasures;
  },
): Promise<Answer<WeighedRoster>> {
  const { company, written, measures, codes } = ask;
  const { closedRows, revision } = written;
  const words = rosterWords(company, codes);
  const changes = weighed(closedRows, { words, rateLimit: measures.limits.rate });
  const of = { companyId: company.companyId, revision, closedRows, measures };
  const values = await unusualInRoster(tx, { ...of, seen: ask.look.seen });
  const { limits } = measures;
  const unusual = unusualOrRefused('roster', { ...ask, values, changes, limits });
  return unusual.ok ? answer({ ...written, changes, unusual: unusual.value }) : unusual;
}

/**
 * Reads the file again when it has odd employee numbers. Numbers that an earlier version accepted are known,
 * and must stay importable so that they can be corrected.
 */
async function readRoster(
  world: World,
  ask: Parameters<typeof parseRosterFile>[1] & {
    readonly companyId: number;
    readonly bytes: Uint8Array;
  },
): Promise<ReturnType<typeof parseRosterFile>> {
  const { companyId, bytes } = ask;
  const file = parseRosterFile(bytes, ask);
  const oddNumbers = new Set(['invisible_character', 'odd_blank']);
  const issues = file.ok ? [] : (file.refusal.issues ?? []);
  if (
    !issues.some((one) => one.pointer.includes('column employee_id') && oddNumbers.has(one.code))
  ) {
    return file;
  }
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  return parseRosterFile(bytes, { ...ask, known: (number) => known.has(number) });
}

async function twinsOf(
  tx: Writing,
  ask: MayBeTwins & StagedRoster & { readonly companyId: number },
): Promise<Refused | null> {
  const { companyId, people: staged, firstAdded } = ask;
  if (ask.allowNearTwins === true || firstAdded === null) return null;
  const found = await numberTwins(tx, { companyId, staged, firstAdded });
  const twins = found.map((one) => ({ ...one, column: 'employee_id' }));
  return twinsRefused('roster', { ...ask, twins });
}

interface WrittenRoster {
  readonly revision: number;
  readonly closedRows: readonly ClosedRow[];
  readonly added: number;
  readonly changed: number;
  readonly overruled: Overruled;
  readonly unscheduled: number;
  /** What changed in paid periods. Absent for a first roster. */
  readonly owed?: readonly FileNote[];
  /** New people who look like somebody on the roster. */
  readonly doubles?: readonly FileNote[];
  readonly employments: EmploymentChanges | null;
}

function hasChangedRoster({ added, changed }: WrittenRoster): boolean {
  return added + changed > 0;
}

async function writeRoster(
  tx: Writing,
  ask: StagedRoster &
    Concluding & {
      readonly country: CountryPack;
      readonly progress: ImportProgress;
      readonly company: CompanyRow;
      /** Nothing may have changed since this revision. Null: every row is compared. */
      readonly since: number | null;
    },
): Promise<WrittenRoster> {
  const { people, items, companyId, country, rows, added, since } = ask;
  const revision = await raiseInputRevision(tx, companyId);
  // From here on nobody else can change the company's inputs.
  if (since !== null && !(await isRosterUnchanged(tx, { companyId, since, revision }))) {
    throw new ChangedMeanwhile('the roster was changed by somebody else');
  }
  await keepUnsaid(tx, people);
  await keepAssignments(tx, { companyId, staged: people });
  const forms = await keepDatedForms(tx, { companyId, staged: people });
  const employments = await keepEmployments(tx, people);
  const overruled = { pay: await overruledPay(tx, people), forms };
  const tell = ask.progress.written(people.rows);
  const versions = await replaceEmployees(tx, { staged: people, companyId, revision, tell });
  const movesClosed = await closeOverruledMoves(tx, { companyId, revision });
  const payCodeIds = rosterPayCodes(country).map((code) => payCodeIdOf(code, country));
  const recurring = await replaceRosterItems(tx, {
    ...{ staged: items, people, payCodeIds, companyId, revision },
  });
  const isUntouched = versions.begun + recurring.begun + recurring.closed === 0;
  // When all people are new, nobody else can have changed.
  const isNobodyElse = isUntouched || added === people.rows;
  const touched = isNobodyElse ? added : await peopleChangedAt(tx, { people, revision });
  const changed = touched - added;
  // When a company uses schedules, a person without one is probably a mistake.
  const unscheduled = ask.hasSchedules ? await unscheduledPeople(tx, people) : 0;
  const facts = { revision, rows, added, changed, items: recurring.begun };
  const moves = movesClosed === 0 ? {} : { movesClosed };
  await concludeRoster(tx, { ...ask, revision, unscheduled, facts: { ...facts, ...moves } });
  const closedRows = [...versions.closedRows, ...recurring.closedRows];
  const isSame = added + changed === 0;
  const owed = isSame ? [] : await owedNotes(tx, { ...ask, staged: people, revision });
  return { revision, added, changed, closedRows, overruled, unscheduled, employments, owed };
}

/** What every written roster leaves: how to recognize its file, and an audit row. */
interface Concluding {
  readonly companyId: number;
  readonly rows: number;
  readonly actor: string;
  readonly fileName?: string | undefined;
  readonly digest: Buffer;
  readonly blocks: Buffer | null;
  readonly notes: readonly FileNote[];
  readonly hasSchedules: boolean;
}

async function concludeRoster(
  tx: Writing,
  ask: Concluding & {
    readonly revision: number;
    readonly unscheduled: number;
    readonly facts: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { companyId, actor, facts, fileName = null } = ask;
  const notes = [...ask.notes, ...unscheduledNotes(ask.unscheduled)];
  await rememberRosterFile(tx, { ...ask, notes });
  await recordInputFile(tx, { ...ask, what: 'roster', fileName, how: 'new' });
  const subject = `company:${companyId}`;
  await audit(tx, { companyId, actor, action: 'roster.import', subject, facts });
}

async function finishFirst(
  tx: Writing,
  ask: Concluding & Pick<FirstRoster, 'revision' | 'items' | 'unscheduled'>,
): Promise<WrittenRoster> {
  const { revision, rows, items } = ask;
  const unscheduled = ask.hasSchedules ? ask.unscheduled : 0;
  const facts = { revision, rows, added: rows, changed: 0, items };
  await concludeRoster(tx, { ...ask, unscheduled, facts });
  const none = { changed: 0, closedRows: [], overruled: { pay: 0, forms: 0 }, employments: null };
  return { revision, added: rows, unscheduled, ...none };
}
