/**
 * The dated tax forms of people. They are a member of the form in `employee_version`, so that everything that reads
 * or certifies a person's form has them, too.
 */
import type { TaxForm } from '#payslip/payslip-input.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { taxFormFrom, taxFormRow } from '#store/tax-form.ts';
import { eachPeopleSlice, type Staged } from './staged-rows.ts';

interface CurrentForm {
  readonly form: TaxForm;
  readonly birthOn: Temporal.PlainDate | null;
}

interface CurrentFormRow extends Omit<CurrentForm, 'form'> {
  readonly employeeId: number;
  readonly form: string;
}

/** The form and the birth date of each of these people, as known now. Lock the company before. */
export async function currentForms(
  tx: Writing,
  employeeIds: readonly number[],
): Promise<ReadonlyMap<number, CurrentForm>> {
  const rows = await rowsOf<CurrentFormRow>(
    tx,
    sql`select employee_id as "employeeId", tax_form::text as form, birth_on as "birthOn"
        from employee_version
        where employee_id = any(${employeeIds}::int[]) and until_revision is null`,
  );
  return new Map(
    rows.map(({ employeeId, form, birthOn }) => [employeeId, { form: taxFormFrom(form), birthOn }]),
  );
}

/** Copies each person's current version, with another form. */
export async function writeForms(
  tx: Writing,
  ask: { readonly revision: number; readonly forms: ReadonlyMap<number, TaxForm> },
): Promise<void> {
  const { revision, forms } = ask;
  const texts = [...forms.values()].map((form) => JSON.stringify(taxFormRow(form)));
  await rowsOf(
    tx,
    sql`with new as (
          select * from unnest(${[...forms.keys()]}::int[], ${texts}::text[]) as t(employee_id, form)
        ), closed as (
          update employee_version v set until_revision = ${revision} from new
          where v.employee_id = new.employee_id and v.until_revision is null
          returning v.*
        )
        insert into employee_version
        select (jsonb_populate_record(null::employee_version, to_jsonb(closed) || jsonb_build_object(
          'from_revision', ${revision}::int, 'until_revision', null,
          'recorded_at', paybeat_now(), 'tax_form', new.form::jsonb))).*
        from closed join new using (employee_id)`,
  );
}

/**
 * A roster has the form that counts before the dated ones. Where there are dated ones, they stay. Returns for how many
 * of these people the roster has another form than before: the dated ones override it.
 */
export async function keepDatedForms(
  tx: Writing,
  { companyId, staged }: { readonly companyId: number; readonly staged: Staged },
): Promise<number> {
  if (!(await hasDatedForms(tx, companyId))) return 0;
  let overruled = 0;
  await eachPeopleSlice(tx, staged, async ({ from, to }) => {
    const [row] = await rowsOf<{ people: number }>(
      tx,
      sql`with kept as (
            update ${staged.table} as new
            set tax_form = new.tax_form || jsonb_build_object('dated', old.tax_form -> 'dated')
            from employee_version old
            where new.employee_id between ${from} and ${to} and old.company_id = ${companyId}
              and old.employee_id = new.employee_id and old.employee_id between ${from} and ${to}
              and old.until_revision is null and old.tax_form ? 'dated'
            returning (new.tax_form - 'dated') is distinct from (old.tax_form - 'dated') as differs)
          select count(*) filter (where differs)::int as people from kept`,
    );
    overruled += row?.people ?? 0;
  });
  return overruled;
}

/** Most companies have none, and need no comparison. */
async function hasDatedForms(tx: Writing, companyId: number): Promise<boolean> {
  const [row] = await rowsOf<{ has: boolean }>(
    tx,
    sql`select exists (select from employee_version where company_id = ${companyId}
          and until_revision is null and tax_form ? 'dated') as has`,
  );
  return row?.has === true;
}
