/**
 * Signing keys under a passphrase, in one file: scrypt makes the key of AES-256-GCM from the passphrase. Nothing in the
 * file can be changed unnoticed.
 *
 * Refusals: passphrase_short, no_signing_key, key_bundle_unreadable, wrong_passphrase, and those of `signingKeys`.
 */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { addKeyFile, type KeyPlace, keyFrom, storedKey, storedKeys } from './signing-keys.ts';

const passphraseLengthMin = 12;
/** OWASP's first choice for scrypt. It takes 128 MiB and about half a second. */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
const memoryMax = 256 * 1024 * 1024;

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);
const bundleShape = z.strictObject({
  format: z.literal('paybeat-keys/1'),
  key_ids: z.array(z.string()),
  salt: hex.length(32),
  iv: hex.length(24),
  tag: hex.length(32),
  data: hex,
});

export interface BundledKeys {
  readonly keyIds: readonly string[];
  readonly text: string;
}

export async function exportKeys(
  place: KeyPlace,
  passphrase: string,
): Promise<Answer<BundledKeys>> {
  if (passphrase.length < passphraseLengthMin) return tooShort();
  const keys = await storedKeys(place);
  if (!keys.ok) return keys;
  if (keys.value.length === 0) return noKeys();
  const keyIds = keys.value.map(({ key_id: id }) => id);
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', derived(passphrase, salt), iv);
  cipher.setAAD(Buffer.from(keyIds.join()));
  const data = Buffer.concat([cipher.update(JSON.stringify(keys.value)), cipher.final()]);
  const bundle: z.output<typeof bundleShape> = {
    ...{ format: 'paybeat-keys/1', key_ids: keyIds },
    ...{ salt: salt.toString('hex'), iv: iv.toString('hex') },
    ...{ tag: cipher.getAuthTag().toString('hex'), data: data.toString('hex') },
  };
  return answer({ keyIds, text: `${JSON.stringify(bundle)}\n` });
}

export interface ImportedKeys {
  readonly keyIds: readonly string[];
  /** Keys that were not there before. */
  readonly added: readonly string[];
}

export async function importKeys(
  place: KeyPlace,
  ask: { readonly text: string; readonly passphrase: string },
): Promise<Answer<ImportedKeys>> {
  const bundle = bundleIn(ask.text);
  if (bundle === null) return unreadable();
  const opened = openedBundle(bundle, ask.passphrase);
  if (opened === null) return wrongPassphrase();
  const keys = z.array(storedKey).safeParse(JSON.parse(opened));
  if (!keys.success || keys.data.some((key) => keyFrom(key) === null)) return unreadable();
  const added: string[] = [];
  for (const key of keys.data) if (await addKeyFile(place, key)) added.push(key.key_id);
  return answer({ keyIds: keys.data.map(({ key_id: id }) => id), added });
}

function bundleIn(text: string): z.output<typeof bundleShape> | null {
  try {
    return bundleShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function openedBundle(bundle: z.output<typeof bundleShape>, passphrase: string): string | null {
  const bytes = (text: string) => Buffer.from(text, 'hex');
  const key = derived(passphrase, bytes(bundle.salt));
  const decipher = createDecipheriv('aes-256-gcm', key, bytes(bundle.iv));
  decipher.setAAD(Buffer.from(bundle.key_ids.join()));
  decipher.setAuthTag(bytes(bundle.tag));
  try {
    return Buffer.concat([decipher.update(bytes(bundle.data)), decipher.final()]).toString();
  } catch {
    return null;
  }
}

function derived(passphrase: string, salt: Buffer): Buffer {
  return scryptSync(passphrase.normalize('NFC'), salt, 32, { ...cost, maxmem: memoryMax });
}

function tooShort(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'passphrase_short',
    message: `the passphrase has fewer than ${passphraseLengthMin} characters`,
    hint: 'choose a longer one, such as five words',
  });
}

function noKeys(): Answer<never> {
  return refuse({
    family: 'not_found',
    code: 'no_signing_key',
    message: 'the data folder has no signing key to export',
    hint: 'make a key first',
  });
}

function unreadable(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'key_bundle_unreadable',
    message: 'the file does not hold exported signing keys',
    hint: 'name the file that the keys were exported to',
  });
}

function wrongPassphrase(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'wrong_passphrase',
    message: 'the passphrase does not open the file, or the file was changed',
    hint: 'use the passphrase that the keys were exported with',
  });
}
