/**
 * What an approver sees of a run: its epoch, totals, pay date, held people and lifted limits. The short form is
 * typed with `--seen`, one part for each, so that a refusal can say which of them changed.
 */
import { assert } from '#errors.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface SeenOfRun {
  /** sha-256 of all of it, in hexadecimal digits. */
  readonly hash: string;
  /** Name → the short form of a part: `totals` → `3f9a1c2b4d5e`. */
  readonly parts: Readonly<Record<SeenPart, string>>;
}

export const seenParts = ['epoch', 'totals', 'payOn', 'held', 'lifted'] as const;
export type SeenPart = (typeof seenParts)[number];

/** Of a run that has totals. */
export async function seenOfRun(at: Reading, runId: number): Promise<SeenOfRun> {
  const [row] = await rowsOf<SeenOfRun['parts'] & { readonly hash: string }>(
    at,
    sql`with seen as (
          select r.epoch::text as epoch, r.totals_hash as totals, r.pay_on::text as "payOn",
            encode(sha256(convert_to((select coalesce(string_agg(x.employee_id || ' ' || x.code, ','
                order by x.employee_id), '') from run_exception x
              where x.run_id = r.run_id and x.disposition = 'held'), 'UTF8')), 'hex') as held,
            encode(sha256(convert_to((select coalesce(string_agg(l.employee_id || ' ' || l.code || ' '
                || encode(l.seen, 'hex'), ',' order by l.employee_id, l.code, l.seen), '')
              from lifted_limit l where l.period_id = r.period_id
                and l.from_revision <= r.snapshot_revision), 'UTF8')), 'hex') as lifted
          from pay_run r where r.run_id = ${runId})
        select epoch, left(totals, 12) as totals, "payOn", left(held, 8) as held, left(lifted, 8) as lifted,
          encode(sha256(convert_to(concat_ws('|', epoch, totals, "payOn", held, lifted), 'UTF8')), 'hex') as hash
        from seen`,
  );
  assert(row, `run ${runId} is there`);
  const { hash, ...parts } = row;
  return { hash, parts };
}

/** `1-3f9a1c2b4d5e-20260116-9f8e7d6c-e3b0c442` */
export function seenInShort({ parts }: SeenOfRun): string {
  return seenParts.map((part) => parts[part].replaceAll('-', '')).join('-');
}
