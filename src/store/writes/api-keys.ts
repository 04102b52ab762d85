/** Writes the keys of the API. The roles, companies and end of a key never change. */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface NewApiKey {
  readonly keyId: string;
  readonly secretSha256: Uint8Array;
  readonly name: string;
  readonly roles: readonly string[];
  readonly companyIds: readonly number[] | null;
  readonly onBehalfOf: string | null;
  readonly createdBy: string;
  readonly days: number;
}

/** When it expires. Null: a key of this name exists. */
export async function insertApiKey(tx: Writing, key: NewApiKey): Promise<Temporal.Instant | null> {
  const companyIds = key.companyIds === null ? null : [...key.companyIds];
  const [row] = await rowsOf<{ expiresAt: Temporal.Instant }>(
    tx,
    sql`insert into api_key (key_id, secret_sha256, name, roles, company_ids, on_behalf_of, created_by, expires_at)
        values (${key.keyId}, ${Buffer.from(key.secretSha256)}, ${key.name}, ${[...key.roles]}::text[],
          ${companyIds}::integer[], ${key.onBehalfOf}, ${key.createdBy},
          paybeat_now() + make_interval(days => ${key.days}))
        on conflict (name) do nothing returning expires_at as "expiresAt"`,
  );
  return row?.expiresAt ?? null;
}

/** False: it is revoked already. */
export function markApiKeyRevoked(
  tx: Writing,
  ask: { readonly keyId: string; readonly by: string },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update api_key set revoked_at = paybeat_now(), revoked_by = ${ask.by}
        where key_id = ${ask.keyId} and revoked_at is null`,
  );
}

export function markApiKeyUsed(tx: Writing, keyId: string): Promise<boolean> {
  return changedOne(
    tx,
    sql`update api_key set last_used_at = paybeat_now() where key_id = ${keyId} and revoked_at is null`,
  );
}
