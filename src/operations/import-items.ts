/**
 * Takes dated items in, what applies to people from a day on: all or nothing.
 *
 * A row replaces what was known of the same person, pay code, job, reference and day; others stay,
 * unless the whole of the person is to be replaced (what a roster says stays all the same).
 *
 * Refusals: those of the file, employee_unknown, goal_shares_code (with the rows), invalid_pay_codes.
 */
import { type Answer, answer, type Refused } from '#errors.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/preview.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { paidSince } from '#store/reads/runs-before.ts';
import { type CurrentItem, currentItems } from '#store/reads/terms-and-items.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { lockInputRevision, raiseInputRevision } from '#store/writes/companies.ts';
import { replaceDatedItems } from '#store/writes/inputs.ts';
import { checkEmployees } from './files/check-employees.ts';
import { FileIssues } from './files/file-issues.ts';
import { type DatedItemRow, parseItemsFile } from './files/items-file.ts';
import type { FileNote } from './files/typed-file.ts';
import { backDatedNote, type ImportDated, type ImportedDated } from './import-terms.ts';
import { currencyOf, payCodesAt } from './pay-codes.ts';
import type { World } from './world.ts';

interface Row extends DatedItemRow {
  readonly employeeId: number;
  readonly isEarning: boolean;
}

export async function importItems(world: World, ask: ImportDated): Promise<Answer<ImportedDated>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const { known, codes } = await world.store.read({ companyId }, async (at) => {
    const revision = await currentRevision(at, companyId);
    return {
      known: await employeeIdsOf(at, { companyId }),
      codes: await payCodesAt(at, { ...company, revision }),
    };
  });
  if (!codes.ok) return codes;
  const { byId } = codes.value;
  const currency = currencyOf(company.currency);
  const file = parseItemsFile(ask.bytes, { currency, codes: codes.value });
  if (!file.ok) return file;
  const onRoster = checkEmployees(file.value, { what: 'items', known: new Set(known.keys()) });
  if (!onRoster.ok) return onRoster;
  const rows = [...file.value.rows()].map((row) => ({
    ...row,
    employeeId: known.get(row.employeeNumber) ?? 0,
    isEarning: byId.get(row.payCodeId)?.kind === 'earning',
  }));
  const transaction = dryRun ? world.store.rehearse : world.store.write;
  const taken = await transaction({ companyId }, (tx) => take(tx, { ...ask, company, rows }));
  if (!taken.ok) return taken;
  const employees = new Set(rows.map((one) => one.employeeId)).size;
  return answer({ rows: rows.length, employees, ...taken.value, written: !dryRun });
}

async function take(
  tx: Writing,
  ask: ImportDated & { readonly company: CompanyRow; readonly rows: readonly Row[] },
): Promise<Answer<Pick<ImportedDated, 'begun' | 'closed' | 'notes'>>> {
  const { rows, replaceAll } = ask;
  const { companyId } = ask.company;
  // Whoever else imports waits here, so that the goals that are checked are those that are saved.
  await lockInputRevision(tx, companyId);
  const employeeIds = [...new Set(rows.map((row) => row.employeeId))];
  const before = await currentItems(tx, { companyId, employeeIds });
  const staying = before.filter((row) => row.fromOn === null || !replaceAll);
  const shared = sharedGoals(rows, staying);
  if (shared) return shared;
  const revision = await raiseInputRevision(tx, companyId);
  const extent = replaceAll ? 'whole_people' : 'same_keys';
  const done = await replaceDatedItems(tx, { companyId, revision, items: rows, extent });
  const facts = { revision, rows: rows.length, begun: done.begun, closed: done.closed };
  const subject = `company:${companyId}`;
  await audit(tx, { companyId, actor: ask.by, action: 'items.import', subject, facts });
  const people = rows.filter((row) => row.isEarning);
  const backDated = done.begun === 0 ? 0 : await paidSince(tx, { companyId, people });
  const notes: FileNote[] = backDated === 0 ? [] : [backDatedNote(backDated)];
  return answer({ ...done, notes: [...notes, ...endingNotes(rows, staying)] });
}

type Keyed = Pick<CurrentItem, 'employeeId' | 'payCodeId' | 'job' | 'reference'>;
const ofCode = (one: Keyed): string => `${one.employeeId} ${one.payCodeId}`;
const ofSeries = (one: Keyed): string => JSON.stringify([ofCode(one), one.job, one.reference]);

/** A payslip has one line a pay code: what was taken could not be told apart. */
function sharedGoals(rows: readonly Row[], staying: readonly CurrentItem[]): Refused | null {
  const series = new Map<string, Set<string>>();
  const withGoal = new Set<string>();
  for (const one of [...rows, ...staying]) {
    const found = series.get(ofCode(one)) ?? new Set();
    series.set(ofCode(one), found.add(ofSeries(one)));
    if (one.balanceMinor !== null) withGoal.add(ofCode(one));
  }
  const issues = new FileIssues();
  for (const row of rows) {
    const key = ofCode(row);
    if (!withGoal.has(key) || (series.get(key)?.size ?? 0) < 2) continue;
    const message = `${row.employeeNumber} has several items of ${row.payCode}, and one of them has a balance: give it a pay code of its own.`;
    issues.add({ row: row.rowNumber, column: 'code', code: 'goal_shares_code', message });
  }
  return issues.count === 0 ? null : issues.refusal('items');
}

/** An item with a last day that took the place of another. */
function endingNotes(rows: readonly Row[], staying: readonly CurrentItem[]): readonly FileNote[] {
  const begun = new Map<string, readonly (Temporal.PlainDate | null)[]>();
  for (const one of staying) {
    begun.set(ofSeries(one), [...(begun.get(ofSeries(one)) ?? []), one.fromOn]);
  }
  const ending = rows.filter(
    (row) =>
      row.untilOn !== null &&
      (begun.get(ofSeries(row)) ?? []).some(
        (fromOn) => fromOn === null || Temporal.PlainDate.compare(fromOn, row.fromOn) < 0,
      ),
  );
  if (ending.length === 0) return [];
  const what = ending.length === 1 ? '1 item' : `${ending.length.toLocaleString('en-US')} items`;
  const message = `${what} with a last day took the place of an earlier one, which does not come back: give a row from the day after, if one is to follow.`;
  return [{ code: 'does_not_come_back', message }];
}
