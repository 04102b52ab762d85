/**
 * I3 as a query: the lines of each payslip add up to its sums, and its sums to its net.
 *
 * It is the dearest of all invariants, because it opens every line there is. A built-in code is looked up in
 * one array by its id. Only a line with a code of the company's own asks the table of pay codes. `offset 0`
 * keeps the server from working out the kind of a line again for each sum.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { Violation } from './evidence.ts';

/** Built-in pay code ids by kind. A company's own pay codes have their kind in the database. */
export interface LineKinds {
  readonly ids: readonly number[];
  readonly kinds: readonly string[];
}

/** The columns of a payslip that lines add up to, by the kind of these lines. */
const sums = {
  earning: 'gross_minor',
  reimbursement: 'reimbursements_minor',
  deduction: 'deductions_minor',
  tax: 'taxes_minor',
  employer_contribution: 'employer_minor',
} as const;

const summed: readonly string[] = Object.keys(sums);

/** A kind as a number: its place in `summed`, from 1. Every other kind has the number after these. */
const otherKind = summed.length + 1;
const unknownKind = 0;

function numberOf(kind: string): number {
  const place = summed.indexOf(kind);
  return place === -1 ? otherKind : place + 1;
}

/** The numbers of the built-in codes' kinds, by id. PostgreSQL counts from 1. */
function numbersById({ ids, kinds }: LineKinds): readonly number[] {
  const numbers = new Array<number>(Math.max(0, ...ids)).fill(unknownKind);
  for (const [place, id] of ids.entries()) numbers[id - 1] = numberOf(kinds[place] ?? '');
  return numbers;
}

const columns = Object.values(sums).map(sql.ref);

/** The sums of a payslip, or of what adds up like one: `t.gross_minor, t.reimbursements_minor …`. */
export function summedAmounts(t: Sql): Sql {
  return sql.join(columns.map((column) => sql`${t}.${column}`));
}

/** The sums of the lines of a payslip `s` by kind, and `least`: below one if the kind of a line is unknown. */
export function sumsOfLines(kinds: LineKinds): Sql {
  const own = sql`(select coalesce(array_position(${summed}::text[], p.definition ->> 'kind'), ${otherKind}::int)
    from pay_code p where p.company_id = s.company_id and p.pay_code_id = l.code
    order by p.from_revision desc limit 1)`;
  const builtIn = sql`nullif((${numbersById(kinds)}::smallint[])[l.code], ${unknownKind}::smallint)`;
  const totals = columns.map(
    (column, place) =>
      sql`coalesce(sum(k.amount) filter (where k.kind = ${place + 1}::int), 0) as ${column}`,
  );
  return sql`select ${sql.join(totals)}, min(k.kind) as least
    from (select l.amount, coalesce(${builtIn}, ${own}, ${unknownKind}::int) as kind
      from (select unnest(s.line_codes) as code, unnest(s.line_amounts) as amount offset 0) l offset 0) k`;
}

export function linesAddUp(kinds: LineKinds): Sql<Violation> {
  return sql`select 'run:' || s.run_id as subject, 'payslip of employee ' || s.employee_id as detail
    from payslip s cross join lateral (${sumsOfLines(kinds)}) t
    where (${summedAmounts(sql`t`)}) is distinct from (${summedAmounts(sql`s`)})
      or t.least = ${unknownKind}::int
      or s.net_minor <> s.gross_minor + s.reimbursements_minor - s.deductions_minor - s.taxes_minor`;
}
