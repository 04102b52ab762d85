/**
 * Imports dated items, which apply to people from a day on: all or nothing.
 *
 * A file adds. A row that differs from the stored row of the same person, pay code, job, reference and day
 * is refused, unless it may replace it. With `replaceAll`, the people in the file keep only the items in
 * it, and those of a roster.
 *
 * Refusals: those of the file, employee_unknown, goal_shares_code and would_replace (with the rows),
 * invalid_pay_codes.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused } from '#errors.ts';
import { peopleOf } from '#files/employee-cell.ts';
import { FileIssues } from '#files/file-issues.ts';
import { itemsCsv, parseItemsFile } from '#files/items-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import { owedNotes } from '#operations/judgement/owed-notes.ts';
import type { World } from '#operations/world.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { recordInputFile } from '#store/writes/input-files.ts';
import { type DatedItem, datedItems, replaceDatedItems } from '#store/writes/inputs.ts';
import {
  countPeopleIn,
  paidSince,
  rowsEndingOthers,
  rowsSharingGoal,
} from '#store/writes/staged-questions.ts';
import { stageVersions } from '#store/writes/versions.ts';
import { counted } from '#text/counted.ts';
import { formFor } from './file-forms.ts';
import { hasChanged, type ImportProgress, importProgress, mapped } from './import-in-slices.ts';
import {
  backDatedNote,
  datedRefused,
  type ImportDated,
  type ImportedDated,
  keyTwinsRefused,
} from './import-terms.ts';
import { recordedAs, replacingOf, type Words, whatChanged } from './input-changes.ts';
import { measuresOfCompany } from './measures-of-company.ts';
import { unusualOrRefused } from './multiplied-columns.ts';
import { unusualInItems } from './unusual-dated.ts';

export async function importItems(world: World, ask: ImportDated): Promise<Answer<ImportedDated>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const { orders, limits } = packFor(company.currency);
  const used = await formFor(world, { ...ask, companyId, shape: itemsCsv(orders) });
  if (!used.ok) return used;
  const { form } = used.value;
  const { known, codes } = await world.store.read({ companyId }, async (at) => {
    const revision = await currentRevision(at, companyId);
    return {
      known: await employeeIdsOf(at, { companyId }),
      codes: await payCodesAt(at, { ...company, revision }),
    };
  });
  if (!codes.ok) return codes;
  const progress = importProgress(world, 'items');
  const currency = currencyOf(company.currency);
  const payCode = (id: number) => codes.value.byId.get(id);
  const words: Words = { what: 'items', currency, payCode };
  const file = parseItemsFile(ask.bytes, {
    currency,
    codes: codes.value,
    people: peopleOf(known),
    ...{ orders, limits },
    tell: progress.read,
    form,
  });
  if (!file.ok) return file;
  const { rowCount } = file.value;
  const rows = mapped(file.value.rows(), (row) => ({
    ...row,
    employeeId: known.get(row.employeeNumber) ?? 0,
  }));
  const earnings = [...codes.value.byId.values()].filter(({ kind }) => kind === 'earning');
  const earningIds = earnings.map(({ id }) => id);
  const actor = actorOf(world.caller);
  const taken = await allOrNothing(world, { scope: { companyId }, dryRun, hasChanged }, (tx) =>
    take(tx, { ...ask, actor, rows, rowCount, earningIds, progress, words, codes: codes.value }),
  );
  if (!taken.ok) return taken;
  const written = !dryRun && hasChanged(taken.value);
  return answer({ rows: rowCount, ...taken.value, written });
}

async function take(
  tx: Writing,
  ask: ImportDated & {
    readonly actor: string;
    readonly rows: Iterable<DatedItem>;
    readonly rowCount: number;
    readonly earningIds: readonly number[];
    readonly codes: PayCodes;
    readonly progress: ImportProgress;
    readonly words: Words;
  },
): Promise<Answer<Omit<ImportedDated, 'rows' | 'written'>>> {
  const { rows, rowCount, progress, words } = ask;
  const { companyId } = ask.company;
  const staged = await stageVersions(tx, datedItems, { rows, ...progress.sent(rowCount) });
  const revision = await raiseInputRevision(tx, companyId);
  const replacing = replacingOf(ask);
  const extent = replacing === 'all' ? 'whole_people' : 'same_keys';
  const tell = progress.written(rowCount);
  const done = await replaceDatedItems(tx, { companyId, revision, staged, extent, tell });
  const refused =
    (await keyTwinsRefused(tx, { ...ask, staged, revision })) ??
    (replacing === 'no' ? datedRefused(done, words) : null);
  if (refused) return refused;
  const shared = sharedGoals(await rowsSharingGoal(tx, staged));
  if (shared) return shared;
  const of = { companyId, revision, rows: rowCount, fileName: ask.fileName ?? null };
  await recordInputFile(tx, { ...of, what: 'items', how: recordedAs[replacing] });
  const facts = { revision, rows: rowCount, begun: done.begun, closed: done.closed };
  const subject = `company:${companyId}`;
  await audit(tx, { companyId, actor: ask.actor, action: 'items.import', subject, facts });
  const payCodeIds = ask.earningIds;
  const backDated = done.begun === 0 ? 0 : await paidSince(tx, { companyId, staged, payCodeIds });
  const ending = await rowsEndingOthers(tx, { staged, revision });
  const owed = hasChanged(done) ? await owedNotes(tx, { ...ask, staged, revision }) : [];
  const dated = backDated === 0 ? [] : [backDatedNote(backDated)];
  const notes = [...dated, ...endingNotes(ending), ...owed];
  const { begun, closed } = done;
  const measures = await measuresOfCompany(tx, ask.company);
  const { limits } = measures;
  const changed = whatChanged(done, { rows: rowCount, words, rateLimit: limits.rate });
  const { codes } = ask;
  const values = done.begun === 0 ? [] : await unusualInItems(tx, { staged, codes, measures });
  const unusual = unusualOrRefused('items', { ...ask, ...changed, values, limits });
  if (!unusual.ok) return unusual;
  return answer({
    employees: await countPeopleIn(tx, staged),
    begun,
    closed,
    ...changed,
    unusual: unusual.value,
    notes,
  });
}

/**
 * Two goals cannot share a pay code: a payslip has one line per pay code, so their deductions could not be
 * told apart. Only what court orders get is kept apart.
 */
function sharedGoals(
  rows: readonly { readonly rowNumber: number; readonly employeeNumber: string }[],
): Refused | null {
  const issues = new FileIssues();
  for (const { rowNumber, employeeNumber } of rows) {
    const message = `${employeeNumber} has several items of this pay code, and one of them has a balance: give it a pay code of its own.`;
    issues.add({ row: rowNumber, column: 'code', code: 'goal_shares_code', message });
  }
  return issues.count === 0 ? null : issues.refusal('items');
}

/** Counts items with a last day that replaced other items. */
function endingNotes(count: number): readonly FileNote[] {
  if (count === 0) return [];
  const message = `${counted(count, 'item')} with a last day replaced an earlier item, which does not resume. If it should, add a row from the day after.`;
  return [{ code: 'does_not_come_back', message }];
}
