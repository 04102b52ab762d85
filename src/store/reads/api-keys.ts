/** The keys of the API, and which company a request of a key is about. Nothing reads a secret back. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface ApiKeyRow {
  readonly keyId: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Null: every company. */
  readonly companyIds: readonly number[] | null;
  /** `person:ada`. Null: the program acts for nobody. */
  readonly onBehalfOf: string | null;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
  readonly expiresAt: Temporal.Instant;
  readonly isExpired: boolean;
  readonly revokedAt: Temporal.Instant | null;
  readonly revokedBy: string | null;
  /** To the minute. */
  readonly lastUsedAt: Temporal.Instant | null;
}

const keyColumns = sql`k.key_id as "keyId", k.name, k.roles, k.company_ids as "companyIds",
  k.on_behalf_of as "onBehalfOf", k.created_at as "createdAt", k.created_by as "createdBy",
  k.expires_at as "expiresAt", k.expires_at <= paybeat_now() as "isExpired", k.revoked_at as "revokedAt",
  k.revoked_by as "revokedBy", k.last_used_at as "lastUsedAt"`;

export interface ListedApiKeyRow extends ApiKeyRow {
  /** Codes. Null: every company. */
  readonly companies: readonly string[] | null;
}

/** The newest first. */
export function apiKeys(at: Reading): Promise<readonly ListedApiKeyRow[]> {
  return rowsOf(
    at,
    sql`select ${keyColumns}, case when k.company_ids is not null then
          (select array_agg(c.code order by c.code) from company c where c.company_id = any(k.company_ids))
        end as companies
        from api_key k order by k.created_at desc, k.name`,
  );
}

export async function apiKeyNamed(at: Reading, name: string): Promise<ApiKeyRow | null> {
  const [row] = await rowsOf<ApiKeyRow>(
    at,
    sql`select ${keyColumns} from api_key k where k.name = ${name}`,
  );
  return row ?? null;
}

export interface SignInRow extends ApiKeyRow {
  readonly secretSha256: Uint8Array;
  /** Last used more than a minute ago, or never. */
  readonly isUseUntold: boolean;
  /** The company of the code that was asked for. Null: there is none, or the key is not for it. */
  readonly companyId: number | null;
}

export async function signInRow(
  at: Reading,
  ask: { readonly keyId: string; readonly company: string | null },
): Promise<SignInRow | null> {
  const [row] = await rowsOf<SignInRow>(
    at,
    sql`select ${keyColumns}, k.secret_sha256 as "secretSha256",
          coalesce(k.last_used_at < paybeat_now() - interval '1 minute', true) as "isUseUntold",
          (select c.company_id from company c where c.code = ${ask.company}
            and (k.company_ids is null or c.company_id = any(k.company_ids))) as "companyId"
        from api_key k where k.key_id = ${ask.keyId}`,
  );
  return row ?? null;
}
