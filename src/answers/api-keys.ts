/** The JSON form of the keys of the API. The key itself is only in the answer that added it. */
import type { AddedApiKey, RevokedApiKey } from '#operations/access/api-keys.ts';
import type { ListedApiKeyRow } from '#store/reads/api-keys.ts';

export function addedApiKeyShape(added: AddedApiKey): object {
  const { name, key, roles, companies, onBehalfOf, expiresAt } = added;
  return { name, key, roles, companies, onBehalfOf, expiresAt };
}

export function apiKeyShape(one: ListedApiKeyRow): object {
  const { keyId, name, roles, companies, onBehalfOf, createdAt, createdBy, expiresAt } = one;
  const { isExpired, revokedAt, revokedBy, lastUsedAt } = one;
  return {
    ...{ name, keyId, roles, companies, onBehalfOf, createdAt, createdBy, expiresAt },
    ...{ isExpired, revokedAt, revokedBy, lastUsedAt },
  };
}

export function revokedApiKeyShape({ name }: RevokedApiKey): object {
  return { name, revoked: true };
}
