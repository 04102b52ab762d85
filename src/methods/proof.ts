/** The methods for run certificates and the keys that sign them. */
import {
  bundledKeysShape,
  certificateShape,
  exportedCertificateShape,
  importedKeysShape,
  keyShape,
  keysShape,
  verifiedCertificateShape,
} from '#answers/certificates.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { exportedCertificate, shownCertificate } from '#operations/proof/certificate.ts';
import { exportKeys, importKeys } from '#operations/proof/key-bundle.ts';
import { newKey, signingKeys } from '#operations/proof/signing-keys.ts';
import { verifyCertificate } from '#operations/proof/verify-certificate.ts';
import { systemClock } from '#time/clock.ts';
import { version } from '#version.ts';
import type { MethodContext } from './context.ts';

export interface CertificateToVerify {
  /** The text of the file. */
  readonly certificate: string;
  /** The id or the public key that you were given. Default: the keys of this place. */
  readonly key?: string;
  /** Nobody's pay is calculated again. Default: everybody's is. */
  readonly withoutPay?: boolean;
}

export function proofIn({ world, config }: MethodContext) {
  const keys = { dataFolder: config.dataFolder, given: config.signingKey };
  const of = ({ runId }: { readonly runId: number }) => ({ runId, keys, version: version() });
  return {
    certificates: {
      /** The certificate of a committed run. Without a key it is not signed. */
      show: async (ask: { readonly runId: number }) =>
        answerShownAs(await shownCertificate(world, of(ask)), certificateShape),
      /** The signed certificate of a committed run; `text` is its file, byte for byte. */
      export: async (ask: { readonly runId: number }) =>
        answerShownAs(await exportedCertificate(world, of(ask)), exportedCertificateShape),
      /** Compares a certificate with the database. It holds if `findings` is empty. */
      verify: async ({ certificate: text, key, withoutPay }: CertificateToVerify) =>
        answerShownAs(
          await verifyCertificate(world, { text, key, keys, withoutPay }),
          verifiedCertificateShape,
        ),
    },
    keys: {
      /** The oldest first; the last one signs. */
      list: async () => answerShownAs(await signingKeys(keys), keysShape),
      /** Makes a key, which signs from now on. */
      new: async () =>
        answerShownAs(await newKey(keys, systemClock.now()), (key) =>
          keyShape(key, config.signingKey === null),
        ),
      /** The keys of the data folder in one text, under a passphrase. */
      export: async (ask: { readonly passphrase: string }) =>
        answerShownAs(await exportKeys(keys, ask.passphrase), bundledKeysShape),
      import: async (ask: { readonly text: string; readonly passphrase: string }) =>
        answerShownAs(await importKeys(keys, ask), importedKeysShape),
    },
  };
}
