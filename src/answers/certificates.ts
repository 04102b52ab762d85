/** The JSON form of run certificates and signing keys. */

import type { ExportedCertificate, ShownCertificate } from '#operations/proof/certificate.ts';
import type { BundledKeys, ImportedKeys } from '#operations/proof/key-bundle.ts';
import type { SigningKey } from '#operations/proof/signing-keys.ts';
import type { VerifiedCertificate } from '#operations/proof/verify-certificate.ts';
import { verbatim } from './json-form.ts';

/** The names of what is signed stay as they are in the file. Without a key there is no signature. */
export function certificateShape(shown: ShownCertificate): object {
  const { runId, certified, signed, isAfterTheFact } = shown;
  const certificate = signed === null ? { certified } : JSON.parse(signed.text);
  const keyId = signed?.keyId ?? null;
  return { runId, keyId, isAfterTheFact, certificate: verbatim(certificate) };
}

export function exportedCertificateShape(exported: ExportedCertificate): object {
  const { runId, keyId, isAfterTheFact } = exported;
  return { runId, keyId, isAfterTheFact };
}

export function verifiedCertificateShape(verified: VerifiedCertificate): object {
  const { findings, ...of } = verified;
  return { holds: findings.length === 0, ...of, findings };
}

export function keysShape(keys: readonly SigningKey[]): object {
  return { keys: keys.map((key, place) => keyShape(key, place === keys.length - 1)) };
}

/** Never the private key. */
export function keyShape(
  { keyId, createdAt, from, publicKey }: SigningKey,
  signs: boolean,
): object {
  return { keyId, createdAt, from, publicKey, signs };
}

export function bundledKeysShape({ keyIds }: BundledKeys): object {
  return { keyIds };
}

export function importedKeysShape({ keyIds, added }: ImportedKeys): object {
  return { keyIds, added };
}
