/**
 * Imports dated tax forms and letters about them: all or nothing.
 *
 * A file adds: forms of other days and people stay. A row that differs from the stored one of the same person, day and
 * kind is refused, unless the import may replace it. With `replaceAll`, the people in the file keep only the forms in
 * it. Forms change no payslip of the past.
 *
 * Refusals: those of the file, employee_unknown among them; received_in_future; form_not_possible (for the person, with
 * the rows); would_replace (with the rows).
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { peopleOf } from '#files/employee-cell.ts';
import { type FormsFileRow, formsCsv, parseFormsFile } from '#files/forms-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import { type DatedForm, dayOfForm } from '#payslip/taxes/tax-form.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { Writing } from '#store/store.ts';
import { taxFormRow } from '#store/tax-form.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { recordInputFile } from '#store/writes/input-files.ts';
import { currentForms, writeForms } from '#store/writes/tax-forms.ts';
import type { ClosedRow, Replaced } from '#store/writes/versions.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import { formFor } from './file-forms.ts';
import { hasChanged, importProgress } from './import-in-slices.ts';
import { datedRefused, type ImportDated, type ImportedDated } from './import-terms.ts';
import { recordedAs, replacingOf, type Words, whatChanged } from './input-changes.ts';
import { measuresOfCompany } from './measures-of-company.ts';

type DatedTaxForm = TaxForm & DatedForm;

export async function importForms(world: World, ask: ImportDated): Promise<Answer<ImportedDated>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const country = packFor(company.currency);
  const used = await formFor(world, { ...ask, companyId, shape: formsCsv(country) });
  if (!used.ok) return used;
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  const currency = currencyOf(company.currency);
  const file = parseFormsFile(ask.bytes, {
    ...{ currency, country, people: peopleOf(known) },
    ...{ tell: importProgress(world, 'forms').read, form: used.value.form },
  });
  if (!file.ok) return file;
  const rows = [...file.value.rows()];
  const words: Words = { what: 'forms', currency, payCode: () => undefined };
  const actor = actorOf(world.caller);
  const taken = await allOrNothing(world, { scope: { companyId }, dryRun, hasChanged }, (tx) =>
    takeForms(tx, { ...ask, rows, known, words, actor }),
  );
  if (!taken.ok) return taken;
  return answer({ ...taken.value, written: !dryRun && hasChanged(taken.value) });
}

interface TakeForms extends ImportDated {
  readonly rows: readonly FormsFileRow[];
  readonly known: ReadonlyMap<string, number>;
  readonly words: Words;
  readonly actor: string;
}

async function takeForms(
  tx: Writing,
  ask: TakeForms,
): Promise<Answer<Omit<ImportedDated, 'written'>>> {
  const { company, rows, words, actor } = ask;
  const { companyId } = company;
  const revision = await raiseInputRevision(tx, companyId);
  const { today } = await measuresOfCompany(tx, company);
  const early = refusedForFuture(rows, fromEpochDay(today).toString());
  if (early !== null) return early;
  const replacing = replacingOf(ask);
  const current = await currentForms(tx, [
    ...new Set(rows.map(({ employeeNumber }) => ask.known.get(employeeNumber) ?? 0)),
  ]);
  const impossible = refusedForPerson({ ...ask, current });
  if (impossible !== null) return impossible;
  const merged = mergedForms({ ...ask, current });
  const { done, forms } = merged;
  const refused = replacing === 'no' ? datedRefused(done, words) : null;
  if (refused) return refused;
  if (forms.size > 0) await writeForms(tx, { revision, forms });
  const of = { companyId, revision, rows: rows.length, fileName: ask.fileName ?? null };
  await recordInputFile(tx, { ...of, what: 'forms', how: recordedAs[replacing] });
  const { begun, closed } = done;
  const facts = { revision, rows: rows.length, begun, closed };
  const subject = `company:${companyId}`;
  await audit(tx, { companyId, actor, action: 'forms.import', subject, facts });
  return answer({
    ...{ rows: rows.length, employees: merged.people, begun, closed },
    ...whatChanged(done, { rows: rows.length, words, rateLimit: null }),
    ...{ unusual: [], notes: [] },
  });
}

type Current = Awaited<ReturnType<typeof currentForms>>;

/** The forms of the people whose forms change, and what changes. */
function mergedForms(ask: TakeForms & { readonly current: Current }) {
  const { current } = ask;
  const byPerson = Map.groupBy(ask.rows, ({ employeeNumber }) => employeeNumber);
  const forms = new Map<number, TaxForm>();
  const closedRows: ClosedRow[] = [];
  let [begun, replaced] = [0, 0];
  for (const [employeeNumber, rows] of byPerson) {
    const employeeId = ask.known.get(employeeNumber) ?? 0;
    const base = current.get(employeeId)?.form ?? {};
    const had = new Map(datedIn(base).map((one) => [keyOf(one), one]));
    const has = new Map(ask.replaceAll === true ? [] : had);
    const first = rows[0]?.rowNumber ?? 0;
    let changes = 0;
    const close = (rowNumber: number, one: DatedTaxForm, after: DatedTaxForm | null) => {
      const of = { employeeNumber, rowNumber, because: null };
      closedRows.push({
        ...of,
        before: columnsOf(one),
        after: after === null ? null : columnsOf(after),
      });
      changes += 1;
    };
    for (const { form, rowNumber } of rows) {
      const before = had.get(keyOf(form));
      has.set(keyOf(form), form);
      if (before !== undefined && isSame(before, form)) continue;
      begun += 1;
      changes += 1;
      if (before === undefined) continue;
      replaced += 1;
      close(rowNumber, before, form);
    }
    for (const [key, one] of had) if (!has.has(key)) close(first, one, null);
    const dated = [...has.values()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    if (changes > 0) forms.set(employeeId, { ...base, dated });
  }
  const done: Replaced = { begun, replaced, closed: closedRows.length, closedRows };
  return { forms, done, people: byPerson.size };
}

export function datedIn(form: TaxForm): readonly DatedTaxForm[] {
  return (form['dated'] ?? []) as readonly DatedTaxForm[];
}

function keyOf(form: DatedForm): string {
  return `${dayOfForm(form)} ${form.kind}`;
}

/** The order of members says nothing: the database keeps another one. */
function isSame(one: TaxForm, other: TaxForm): boolean {
  const [left, right] = [taxFormRow(one), taxFormRow(other)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.every((name) => (left[name] ?? null) === (right[name] ?? null));
}

/** In the words of the file, for the changes that are told. */
function columnsOf({ kind, receivedOn, fromOn, untilOn, isValid, ...members }: DatedTaxForm) {
  return {
    ...{ from_on: receivedOn, kind, from: fromOn, until: untilOn ?? null },
    invalid: isValid ? null : 'yes',
    tax_form: taxFormRow(members),
  };
}

function refusedForFuture(rows: readonly FormsFileRow[], today: string): Refused | null {
  const issues = rows
    .filter(({ form }) => form.receivedOn > today)
    .map(({ rowNumber, form }) => ({
      pointer: `row ${rowNumber}, column received`,
      code: 'received_in_future',
      message: `${form.receivedOn} is after today, ${today}.`,
    }));
  if (issues.length === 0) return null;
  return refuse({
    family: 'invalid',
    code: 'received_in_future',
    message: 'the forms file has forms that were not received yet; nothing was imported',
    hint: 'enter the day on which each form was received; a form for next year counts from next year on',
    issues,
  });
}

/** Rows that are wrong for their person: the rosters say who is how old. */
function refusedForPerson(ask: TakeForms & { readonly current: Current }): Refused | null {
  const { problemOf } = packFor(ask.company.currency).form;
  if (problemOf === undefined) return null;
  const issues = ask.rows.flatMap(({ rowNumber, employeeNumber, form }): readonly Issue[] => {
    const birthOn = ask.current.get(ask.known.get(employeeNumber) ?? 0)?.birthOn ?? null;
    const onDay = Temporal.PlainDate.from(dayOfForm(form));
    const problem = form.isValid ? problemOf(form, { birthOn, onDay }) : null;
    if (problem === null) return [];
    const { column, code, message } = problem;
    return [{ pointer: `row ${rowNumber}, column ${column}`, code, message }];
  });
  if (issues.length === 0) return null;
  return refuse({
    family: 'invalid',
    code: 'form_not_possible',
    message:
      'the forms file has forms that are not possible for the employee; nothing was imported',
    hint: 'correct these rows, or import the birth date with the roster first',
    issues,
  });
}
