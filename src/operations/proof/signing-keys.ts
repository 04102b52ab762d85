/**
 * The Ed25519 keys that sign run certificates: files in `keys/` of the data folder, and one key from the environment.
 *
 * The key from the environment signs, if there is one; else the newest file does. Older keys stay, because they are how
 * this place knows its earlier certificates. A key's id is the start of the hash of its public key.
 *
 * Refusals: no_signing_key, signing_key_unreadable, key_file_open (other users can read it).
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';

/** Where the keys of this installation are. */
export interface KeyPlace {
  /** The absolute path of the data folder. */
  readonly dataFolder: string;
  /** From the environment: base64 of a private key (PKCS #8, DER). Null: none. */
  readonly given: string | null;
}

export interface SigningKey {
  readonly keyId: string;
  readonly createdAt: string | null;
  readonly from: 'data folder' | 'environment';
  /** 32 bytes as hexadecimal digits. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** What a key file and an export hold. */
export const storedKey = z.strictObject({
  format: z.literal('paybeat-key/1'),
  key_id: z.string().regex(/^[0-9a-f]{16}$/),
  created_at: z.string(),
  private_key: z.base64(),
});
type StoredKey = z.output<typeof storedKey>;

const fileEnding = '.key.json';

/** The oldest first; the last one signs. */
export async function signingKeys(place: KeyPlace): Promise<Answer<readonly SigningKey[]>> {
  const keys: SigningKey[] = [];
  for (const { name, path } of await keyFiles(place)) {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return openToOthers(name);
    const key = keyOf(await readFile(path, 'utf8'));
    if (key === null) return unreadable(name);
    keys.push(key);
  }
  keys.sort((one, other) => ((one.createdAt ?? '') < (other.createdAt ?? '') ? -1 : 1));
  if (place.given === null) return answer(keys);
  const privateKey = privateKeyOf(place.given);
  if (privateKey === null) return unreadable('of the environment');
  const given = { ...facts(privateKey), createdAt: null, from: 'environment' as const, privateKey };
  return answer([...keys.filter(({ keyId }) => keyId !== given.keyId), given]);
}

export async function newKey(place: KeyPlace, now: Temporal.Instant): Promise<Answer<SigningKey>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const { keyId } = facts(privateKey);
  const stored: StoredKey = {
    format: 'paybeat-key/1',
    key_id: keyId,
    created_at: now.toString({ fractionalSecondDigits: 6 }),
    private_key: der.toString('base64'),
  };
  await addKeyFile(place, stored);
  const key = keyFrom(stored);
  return key === null ? unreadable(keyId) : answer(key);
}

/** False: the key was there already. */
export async function addKeyFile(place: KeyPlace, stored: StoredKey): Promise<boolean> {
  const folder = keyFolder(place);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await using file = await open(join(folder, `${stored.key_id}${fileEnding}`), 'wx', 0o600);
    await file.writeFile(`${JSON.stringify(stored)}\n`);
    await file.sync();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The keys of the data folder as they are stored. Keys of the environment are not among them. */
export async function storedKeys(place: KeyPlace): Promise<Answer<readonly StoredKey[]>> {
  const keys = await signingKeys({ ...place, given: null });
  if (!keys.ok) return keys;
  return answer(
    keys.value.map(({ keyId, createdAt, privateKey }) => ({
      format: 'paybeat-key/1',
      key_id: keyId,
      created_at: createdAt ?? '',
      private_key: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    })),
  );
}

/** Null: it is none, or its id is not that of its public key. */
export function keyFrom(stored: StoredKey): SigningKey | null {
  const privateKey = privateKeyOf(stored.private_key);
  if (privateKey === null || facts(privateKey).keyId !== stored.key_id) return null;
  const createdAt = stored.created_at;
  return { ...facts(privateKey), createdAt, from: 'data folder', privateKey };
}

/** As hexadecimal digits. */
export function signed({ privateKey }: SigningKey, text: string): string {
  return sign(null, Buffer.from(text), privateKey).toString('hex');
}

export function isSigned(
  text: string,
  by: { readonly publicKey: string; readonly signature: string },
): boolean {
  const x = Buffer.from(by.publicKey, 'hex').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(text), key, Buffer.from(by.signature, 'hex'));
}

export function keyIdOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'hex')).digest('hex').slice(0, 16);
}

function keyFolder({ dataFolder }: KeyPlace): string {
  return join(dataFolder, 'keys');
}

async function keyFiles(
  place: KeyPlace,
): Promise<readonly { readonly name: string; readonly path: string }[]> {
  const folder = keyFolder(place);
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(fileEnding))
    .toSorted()
    .map((name) => ({ name, path: join(folder, name) }));
}

function keyOf(text: string): SigningKey | null {
  try {
    return keyFrom(storedKey.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}

function privateKeyOf(base64: string): KeyObject | null {
  try {
    const key = Buffer.from(base64, 'base64');
    const read = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    return read.asymmetricKeyType === 'ed25519' ? read : null;
  } catch {
    return null;
  }
}

function facts(privateKey: KeyObject): Pick<SigningKey, 'keyId' | 'publicKey'> {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url').toString('hex');
  return { keyId: keyIdOf(publicKey), publicKey };
}

export function noSigningKey(): Answer<never> {
  return refuse({
    family: 'not_found',
    code: 'no_signing_key',
    message: 'there is no key that signs certificates',
    hint: 'make one, or import the keys that you exported',
  });
}

function unreadable(which: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'signing_key_unreadable',
    message: `the signing key ${which} is not an Ed25519 key`,
    hint: 'import the keys that you exported, or remove this one',
  });
}

function openToOthers(name: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'key_file_open',
    message: `other users of this machine can read the key file ${name}`,
    hint: 'let only its owner read it (mode 600), and make a new key',
  });
}
