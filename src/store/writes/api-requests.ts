/**
 * The requests of programs under their keys: claimed in the transaction of what they change, and answered afterwards.
 * Partitions and the time for which a request is kept: migrations/0083_requests_once.sql.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf, type Writing } from '#store/store.ts';

export interface KeyedRequest {
  readonly companyId: number;
  /** `key:hr-sync` */
  readonly caller: string;
  readonly requestKey: string;
  readonly sha256: Uint8Array;
  /** What moves money is kept longer. */
  readonly kind: 'money' | 'other';
}

export interface KnownRequest {
  readonly sha256: Uint8Array;
  /** JSON. Null: it is not answered yet. */
  readonly answer: string | null;
  readonly ageSeconds: number;
}

/** Null: the key is free, and now this request has it. Waits for another transaction that claims the same key. */
export async function claimRequest(tx: Writing, ask: KeyedRequest): Promise<KnownRequest | null> {
  const [row] = await rowsOf<KnownRequest>(
    tx,
    sql`select request_sha256 as sha256, answer, age_seconds as "ageSeconds"
        from paybeat_claim_request(${ask.caller}, ${ask.requestKey}, ${Buffer.from(ask.sha256)}, ${ask.kind})`,
  );
  return row ?? null;
}

/** Null: no request has this key. */
export async function requestOfKey(at: Reading, ask: KeyedRequest): Promise<KnownRequest | null> {
  const [row] = await rowsOf<KnownRequest>(
    at,
    sql`select request_sha256 as sha256, answer,
          extract(epoch from paybeat_now() - begun_at)::float8 as "ageSeconds"
        from api_request where ${isOfRequest(ask)}`,
  );
  return row ?? null;
}

/** The first answer stays. */
export async function answerRequest(tx: Writing, ask: KeyedRequest, answer: string): Promise<void> {
  await tx.run(
    sql`update api_request set answer = ${answer} where ${isOfRequest(ask)} and answer is null`,
  );
}

/** The key is free again. An answer that was given stays. */
export async function freeRequest(tx: Writing, ask: KeyedRequest): Promise<void> {
  await tx.run(sql`delete from api_request where ${isOfRequest(ask)} and answer is null`);
}

function isOfRequest({ companyId, caller, requestKey }: KeyedRequest) {
  return sql`company_id = ${companyId} and caller = ${caller} and request_key = ${requestKey}`;
}
