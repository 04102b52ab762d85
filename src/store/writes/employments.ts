/**
 * Tells a new employment from a corrected one, for the rows of a roster that are staged.
 *
 * A first day after a known last day begins a new employment, and the one before becomes an earlier one. An earlier
 * employment stays as long as it ended before the first day of the row; a row that returns to an earlier state
 * therefore drops what came after it.
 */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { eachPeopleSlice, type Staged } from './staged-rows.ts';

/** The people of a kind: how many, and the first of them with their days. */
export interface PeopleWithDays {
  readonly people: number;
  readonly first: readonly { readonly number: string; readonly days: string }[];
}

export interface EmploymentChanges {
  /** They begin a new employment; `days` is its first day, and the last one of the employment before. */
  readonly rehired: PeopleWithDays;
  /** Days between known ends that were days of employment, and would not be any more. */
  readonly lost: PeopleWithDays;
}

const shown = 3;
type Found = EmploymentChanges['rehired']['first'];

/** Fills in the earlier employments of the staged rows. Ask before anything is written. */
export async function keepEmployments(tx: Writing, staged: Staged): Promise<EmploymentChanges> {
  const rehired = { people: 0, first: [] as Found[number][] };
  const lost = { people: 0, first: [] as Found[number][] };
  await eachPeopleSlice(tx, staged, async ({ from, to }) => {
    const [row] = await rowsOf<{ rehired: number; lost: number; back: Found; gone: Found }>(
      tx,
      sql`with changed as materialized (
            select new.employee_id, new.hired_on, new.ended_on, old.hired_on as was_hired_on,
              old.ended_on as was_ended_on, old.earlier as was_earlier,
              new.hired_on > old.ended_on as is_back,
              (select jsonb_agg(e order by e ->> 'from') from jsonb_array_elements(
                  coalesce(old.earlier, '[]') || case when new.hired_on > old.ended_on
                    then jsonb_build_array(jsonb_build_object('from', old.hired_on, 'until', old.ended_on,
                      'pay_type', old.pay_type, 'annual_salary_minor', old.annual_salary_minor::text,
                      'hourly_rate_micro', old.hourly_rate_micro::text))
                    else '[]' end) e
                where (e ->> 'until')::date < new.hired_on) as earlier
            from ${staged.table} as new join employee_version old
              on old.employee_id = new.employee_id and old.until_revision is null
                -- As a list: the people may be few between the first and the last of them.
                and old.employee_id = any(array(select person.employee_id
                  from ${staged.table} as person where person.employee_id between ${from} and ${to}))
            where new.employee_id between ${from} and ${to}
              and (new.hired_on <> old.hired_on or new.ended_on is distinct from old.ended_on
                or old.earlier is not null)
          ), kept as (
            update ${staged.table} as new set earlier = c.earlier from changed c
            where new.employee_id = c.employee_id and c.earlier is not null
          ), told as (
            select e.number, is_back, c.hired_on, was_ended_on,
              (select string_agg(lower(r) || ' to ' || coalesce((upper(r) - 1)::text, 'later'), ', ')
                from unnest(paybeat_employed(was_earlier, was_hired_on, was_ended_on)
                  - paybeat_employed(c.earlier, c.hired_on, c.ended_on)) r
                where not upper_inf(r) or lower(r) = was_hired_on) as lost
            from changed c join employee e using (employee_id)
          )
          select count(*) filter (where is_back)::int as rehired,
            count(*) filter (where lost is not null)::int as lost,
            coalesce((jsonb_agg(jsonb_build_object('number', number, 'days', hired_on || ' after ' || was_ended_on)
              order by number) filter (where is_back)), '[]') as back,
            coalesce((jsonb_agg(jsonb_build_object('number', number, 'days', lost)
              order by number) filter (where lost is not null)), '[]') as gone
          from told`,
    );
    if (row === undefined) return;
    rehired.people += row.rehired;
    lost.people += row.lost;
    rehired.first.push(...row.back.slice(0, shown - rehired.first.length));
    lost.first.push(...row.gone.slice(0, shown - lost.first.length));
  });
  return { rehired, lost };
}
