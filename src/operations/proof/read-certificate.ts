/**
 * The file of a run certificate, read into what the program needs of it. All of it is signed.
 *
 * Refusals: certificate_unreadable, certificate_of_other_form.
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import type { CertificateForm } from '#store/reads/certified-columns.ts';
import { certificateFormats } from './certificate.ts';

const digits = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));

const certificateShape = z.strictObject({
  certified: z.looseObject({
    format: z.string(),
    code_version: z.string(),
    /** Since the third form. Null: the key came from the environment, which does not say it. */
    key_made_at: z.string().nullable().optional(),
    company: z.looseObject({ code: z.string(), id: z.int() }),
    run: z.looseObject({ id: z.int().min(1), committed_at: z.string() }),
    audit: z.looseObject({ row: z.int().min(1), hash: digits(64) }),
  }),
  signature: z.strictObject({
    algorithm: z.literal('Ed25519'),
    key_id: digits(16),
    public_key: digits(64),
    value: digits(128),
  }),
});
export type Certificate = z.output<typeof certificateShape> & { readonly form: CertificateForm };

export function readCertificate(text: string): Answer<Certificate> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable();
  }
  const named = z.object({ certified: z.object({ format: z.string() }) }).safeParse(json);
  const form = named.success ? formOf(named.data.certified.format) : undefined;
  if (named.success && form === undefined) return otherForm();
  const read = certificateShape.safeParse(json);
  if (form === undefined || !read.success) return unreadable();
  const { run, key_made_at: keyMadeAt } = read.data.certified;
  const saysKey = form >= 3 ? keyMadeAt !== undefined : keyMadeAt === undefined;
  const moments = [run.committed_at, keyMadeAt ?? run.committed_at];
  return saysKey && moments.every(isMoment) ? answer({ ...read.data, form }) : unreadable();
}

function formOf(format: string): CertificateForm | undefined {
  return ([1, 2, 3] as const).find((form) => certificateFormats[form] === format);
}

function isMoment(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

function unreadable(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'certificate_unreadable',
    message: 'the file is not a run certificate, or it was changed',
    hint: 'ask for the certificate again',
  });
}

function otherForm(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'certificate_of_other_form',
    message: 'the certificate has a form that this version of Paybeat does not know',
    hint: 'verify it with a newer version, or ask for it again',
  });
}
