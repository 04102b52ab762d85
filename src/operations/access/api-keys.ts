/**
 * The keys with which programs use the API: add, list and revoke.
 *
 * A key is `pb_`, its public id, `_` and its secret. Only the SHA-256 of the secret is stored, so the key is shown
 * once, when it is added. The secret has 256 random bits, so nobody can try them all and a slow hash adds nothing.
 *
 * Each key has a name for ever: the audit chain names what it did as `key:hr-sync`. Adding or revoking a key of
 * named companies is in their audit chains.
 *
 * Refusals: api_key_invalid (with every fault), api_key_exists, api_key_not_found, api_key_revoked, not_an_operator,
 * company_not_found.
 *
 * Elsewhere: who a request's key is (check-api-key.ts).
 */
import { createHash, randomBytes } from 'node:crypto';
import { actorOf, type KeyRole, keyRoles, operatorOnly } from '#caller.ts';
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { World } from '#operations/world.ts';
import { apiKeyNamed, apiKeys, type ListedApiKeyRow } from '#store/reads/api-keys.ts';
import type { Writing } from '#store/store.ts';
import { insertApiKey, markApiKeyRevoked } from '#store/writes/api-keys.ts';
import { auditAll } from '#store/writes/audit.ts';
import { didYouMean } from '#text/closest-word.ts';
import { keyText, nameProblem } from '#text/key-text.ts';

export interface AddApiKey {
  /** `hr-sync`: lower-case letters, digits, `-` and `_`. */
  readonly name: string;
  readonly roles: readonly string[];
  /** Codes of companies. Null: every company, also those to come. */
  readonly companies: readonly string[] | null;
  /** The person for whom the program acts: `ada` or `person:ada`. Null: nobody. */
  readonly onBehalfOf: string | null;
  /** Days until it expires. */
  readonly days: number;
}

export interface AddedApiKey {
  readonly name: string;
  /** The whole key. It is never shown again. */
  readonly key: string;
  readonly roles: readonly KeyRole[];
  readonly companies: readonly string[] | null;
  readonly onBehalfOf: string | null;
  readonly expiresAt: Temporal.Instant;
}

const daysMax = 3_650;

export async function addApiKey(world: World, ask: AddApiKey): Promise<Answer<AddedApiKey>> {
  const denied = operatorOnly(world.caller);
  if (!denied.ok) return denied;
  const read = readKey(ask);
  if (!read.ok) return read;
  const { name, roles, onBehalfOf } = read.value;
  const companyIds = await idsOf(world, ask.companies);
  if (!companyIds.ok) return companyIds;
  const keyId = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const by = actorOf(world.caller);
  return world.store.write('every company', async (tx): Promise<Answer<AddedApiKey>> => {
    const expiresAt = await insertApiKey(tx, {
      ...{ keyId, secretSha256: sha256Of(secret), name, roles, onBehalfOf },
      ...{ companyIds: companyIds.value, createdBy: by, days: ask.days },
    });
    if (expiresAt === null) return keyExists(name);
    await tell(tx, {
      ...{ companyIds: companyIds.value, actor: by, action: 'api_key.added', name },
      facts: { roles, onBehalfOf, expiresAt: expiresAt.toString() },
    });
    const key = `pb_${keyId}_${secret}`;
    return answer({ name, key, roles, companies: ask.companies, onBehalfOf, expiresAt });
  });
}

/** Refusal: not_an_operator. */
export async function listApiKeys(world: World): Promise<Answer<readonly ListedApiKeyRow[]>> {
  const denied = operatorOnly(world.caller);
  if (!denied.ok) return denied;
  return answer(await world.store.read('every company', (at) => apiKeys(at)));
}

export interface RevokedApiKey {
  readonly name: string;
}

/** From now on, every request with this key is refused. */
export async function revokeApiKey(
  world: World,
  ask: { readonly name: string },
): Promise<Answer<RevokedApiKey>> {
  const denied = operatorOnly(world.caller);
  if (!denied.ok) return denied;
  const by = actorOf(world.caller);
  return world.store.write('every company', async (tx): Promise<Answer<RevokedApiKey>> => {
    const found = await apiKeyNamed(tx, ask.name);
    if (found === null) {
      const names = (await apiKeys(tx)).map(({ name }) => name);
      return keyNotFound(ask.name, names);
    }
    const { name, keyId, companyIds } = found;
    if (!(await markApiKeyRevoked(tx, { keyId, by }))) return alreadyRevoked(name);
    await tell(tx, { companyIds, actor: by, action: 'api_key.revoked', name, facts: {} });
    return answer({ name });
  });
}

export function sha256Of(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

/** A key of every company is in no chain: the list of keys says who added it. */
function tell(
  tx: Writing,
  about: {
    readonly companyIds: readonly number[] | null;
    readonly actor: string;
    readonly action: string;
    readonly name: string;
    readonly facts: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { actor, action, name, facts } = about;
  const companyIds = [...(about.companyIds ?? [])].toSorted((a, b) => a - b);
  const of = { actor, action, subject: `key:${name}`, facts };
  return auditAll(
    tx,
    companyIds.map((companyId) => ({ companyId, ...of })),
  );
}

async function idsOf(
  world: World,
  codes: readonly string[] | null,
): Promise<Answer<readonly number[] | null>> {
  if (codes === null) return answer(null);
  const ids: number[] = [];
  for (const code of new Set(codes)) {
    const company = await findCompany(world, code);
    if (!company.ok) return company;
    ids.push(company.value.companyId);
  }
  return answer(ids);
}

interface ReadKey {
  readonly name: string;
  readonly roles: readonly KeyRole[];
  readonly onBehalfOf: string | null;
}

function readKey(ask: AddApiKey): Answer<ReadKey> {
  const issues: Issue[] = [];
  const wrong = (pointer: string, code: string, message: string) =>
    issues.push({ pointer, code, message });
  if (!/^[a-z][a-z0-9_-]{0,59}$/.test(ask.name)) {
    wrong(
      '/name',
      'wrong_format',
      'A name has lower-case letters, digits, - and _, at most 60: hr-sync.',
    );
  }
  const roles = keyRoles.filter((role) => ask.roles.includes(role));
  if (ask.roles.length === 0) wrong('/roles', 'out_of_range', 'A key has at least one role.');
  for (const word of ask.roles) {
    if (keyRoles.some((role) => role === word)) continue;
    const guess = didYouMean(word, keyRoles);
    wrong(
      '/roles',
      'role_unknown',
      `There is no role ${word}. Roles: ${keyRoles.join(', ')}.${guess}`,
    );
  }
  if (ask.companies?.length === 0)
    wrong('/companies', 'out_of_range', 'A key has at least one company, or all of them.');
  if (!Number.isInteger(ask.days) || ask.days < 1 || ask.days > daysMax)
    wrong('/days', 'out_of_range', `A key expires after 1 to ${daysMax} days.`);
  const onBehalfOf = ask.onBehalfOf === null ? null : personNamed(ask.onBehalfOf);
  if (onBehalfOf !== null && !isActor(onBehalfOf))
    wrong('/on_behalf_of', 'wrong_format', 'Write the name of the person, such as ada.');
  if (issues.length === 0) return answer({ name: ask.name, roles, onBehalfOf });
  return refuse({
    family: 'invalid',
    code: 'api_key_invalid',
    message: `the key cannot be added: ${issues.map(({ message }) => message).join(' ')}`,
    issues,
  });
}

function personNamed(text: string): string {
  const name = keyText(text);
  return /^[a-z][a-z0-9_-]*:/.test(name) ? name : `person:${name}`;
}

function isActor(text: string): boolean {
  const isNamed = /^[a-z][a-z0-9_-]*:\S/.test(text) && text.length <= 200;
  return isNamed && nameProblem(text) === null;
}

function keyExists(name: string): Refused {
  return refuse({
    family: 'conflict',
    code: 'api_key_exists',
    message: `there is or was a key ${name}`,
    hint: 'choose another name: the audit chain names what each key did',
    facts: { name },
  });
}

function keyNotFound(name: string, names: readonly string[]): Refused {
  return refuse({
    family: 'not_found',
    code: 'api_key_not_found',
    message: `there is no key ${name}.${didYouMean(name, names)}`,
    hint: 'choose one of the list',
    actions: [{ action: 'list_api_keys' }],
    facts: { name },
  });
}

function alreadyRevoked(name: string): Refused {
  return refuse({
    family: 'conflict',
    code: 'api_key_revoked',
    message: `key ${name} is revoked already`,
    facts: { name },
  });
}
