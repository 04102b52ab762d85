/**
 * Finds out who sends a request: the caller of its key, with the roles of that key.
 *
 * The time of the comparison does not depend on how much of the secret is right. An unknown key and a wrong secret
 * are refused alike. Only who has the secret learns that the key has expired or was revoked.
 *
 * Refusals: api_key_unknown, api_key_expired, api_key_revoked.
 */
import { timingSafeEqual } from 'node:crypto';
import { type KeyRole, keyCaller, keyRoles, type PersonCaller } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type SignInRow, signInRow } from '#store/reads/api-keys.ts';
import { markApiKeyUsed } from '#store/writes/api-keys.ts';
import { sha256Of } from './api-keys.ts';

export interface SignedIn {
  readonly caller: PersonCaller;
  readonly roles: readonly KeyRole[];
  /** Of the code that was asked for. Null: the key is not for it, or there is none. */
  readonly companyId: number | null;
}

export async function checkApiKey(
  world: Pick<World, 'store'>,
  ask: { readonly key: string; readonly company: string | null },
): Promise<Answer<SignedIn>> {
  const [, keyId = '', secret = ''] = /^pb_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/.exec(ask.key) ?? [];
  if (keyId === '') return unknownKey();
  const { company } = ask;
  const row = await world.store.read('every company by key', (at) =>
    signInRow(at, { keyId, company }),
  );
  if (row === null || !timingSafeEqual(sha256Of(secret), row.secretSha256)) return unknownKey();
  const ended = endedKey(row);
  if (ended !== null) return ended;
  if (row.isUseUntold) {
    await world.store.write('every company by key', (tx) => markApiKeyUsed(tx, keyId));
  }
  const { name, onBehalfOf, companyId } = row;
  const caller = keyCaller({ name, companies: row.companyIds ?? 'every', onBehalfOf });
  return answer({ caller, roles: keyRoles.filter((role) => row.roles.includes(role)), companyId });
}

function endedKey({ name, revokedAt, isExpired }: SignInRow): Refused | null {
  if (revokedAt !== null) return refused('api_key_revoked', `key ${name} was revoked`);
  return isExpired ? refused('api_key_expired', `key ${name} has expired`) : null;
}

function unknownKey(): Refused {
  return refused('api_key_unknown', 'this key is not known');
}

function refused(code: string, message: string): Refused {
  const hint = 'ask the person who operates Paybeat for a key';
  return refuse({ family: 'denied', code, message, hint });
}
