/**
 * Verifies the file of a run certificate: its form, its signature, and with a database everything that it says. Without
 * a database, an exported audit log proves the place of the commit in that log.
 *
 * Every finding has a code. No findings: the certificate holds.
 *
 * Refusals: certificate_unreadable, certificate_of_other_form; with an export those of `verifyExport`.
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { verifyExport } from '#operations/audit/audit-export.ts';
import { headLine } from '#operations/audit/audit-heads.ts';
import { verifyAudit } from '#operations/audit/verify-audit.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import { canonicalJson } from '#text/canonical-json.ts';
import { type Certified, certificateFormat, certifiedNow } from './certificate.ts';
import { isSigned, type KeyPlace, keyIdOf, signingKeys } from './signing-keys.ts';

const digits = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));

/** What the program reads of a certificate. It signs all of it. */
const certificateShape = z.strictObject({
  certified: z.looseObject({
    format: z.string(),
    code_version: z.string(),
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
type Certificate = z.output<typeof certificateShape>;

interface CertificateFinding {
  readonly code:
    | 'not_canonical'
    | 'signature_invalid'
    | 'another_key'
    | 'key_unknown'
    | 'run_missing'
    | 'differs'
    | 'payslips_changed'
    | 'audit_log_changed';
  /** The place in the certificate: `/sha256/payslips`. */
  readonly where: string;
  readonly certificate: string | null;
  /** What the database or the expected key says. */
  readonly here: string | null;
}

export interface VerifiedCertificate {
  readonly company: string;
  readonly runId: number;
  readonly keyId: string;
  /** Whether this place has the key, or it is the one that was named. */
  readonly isKeyKnown: boolean;
  readonly committedAt: string;
  readonly codeVersion: string;
  readonly checked: 'database' | 'audit_export' | 'signature';
  readonly findings: readonly CertificateFinding[];
}

interface VerifyAsk {
  readonly text: string;
  readonly keys: KeyPlace;
  /** The id or the public key that the reader was given. */
  readonly key?: string | undefined;
}

/** The certificate, and what is wrong with its signature. */
async function readSigned(ask: VerifyAsk) {
  const read = readCertificate(ask.text);
  if (!read.ok) return read;
  const certificate = read.value;
  const signed = await signatureFindings(certificate, ask);
  return signed.ok ? answer({ certificate, signed: signed.value }) : signed;
}

/** Without a database. */
export async function verifySignature(
  ask: VerifyAsk & { readonly auditExport?: Uint8Array | undefined },
): Promise<Answer<VerifiedCertificate>> {
  const read = await readSigned(ask);
  if (!read.ok) return read;
  const { certificate, signed } = read.value;
  if (ask.auditExport === undefined) {
    return answer(verifiedOf(certificate, { ...signed, checked: 'signature' }));
  }
  const audit = verifyExport({ bytes: ask.auditExport, heads: asHead(certificate) });
  if (!audit.ok) return audit;
  const findings = [...signed.findings, ...auditFindings(audit.value.violations)];
  return answer(verifiedOf(certificate, { ...signed, findings, checked: 'audit_export' }));
}

export async function verifyCertificate(
  world: World,
  ask: VerifyAsk,
): Promise<Answer<VerifiedCertificate>> {
  const read = await readSigned(ask);
  if (!read.ok) return read;
  const { certificate, signed } = read.value;
  const found = await databaseFindings(world, certificate);
  return answer(
    verifiedOf(certificate, {
      ...signed,
      ...{ findings: [...signed.findings, ...found], checked: 'database' },
    }),
  );
}

async function databaseFindings(
  world: World,
  { certified }: Certificate,
): Promise<readonly CertificateFinding[]> {
  const { id: runId } = certified.run;
  const missing = { where: '/run/id', certificate: String(runId), here: null };
  const run = await findRun(world, runId);
  if (!run.ok) return [{ code: 'run_missing', ...missing }];
  const now = await certifiedNow(world, run.value);
  if (!now.ok) return [{ code: 'run_missing', ...missing, here: run.value.state }];
  const findings: CertificateFinding[] = [];
  // Another version that computes the same is right.
  const facts = { ...now.value.facts, code_version: certified.code_version };
  compare(certified, facts, '', findings);
  if (now.value.unsound !== null) {
    const where = `/${now.value.unsound}`;
    findings.push({ code: 'payslips_changed', where, certificate: null, here: null });
  }
  const company = await world.store.read(run.value, (at) => companyById(at, run.value.companyId));
  if (company !== null && company.code === certified.company.code) {
    const audit = await verifyAudit(world, { company, heads: asHead({ certified }) });
    if (audit.ok) findings.push(...auditFindings(audit.value.violations));
  }
  return findings;
}

function auditFindings(
  violations: readonly { readonly code: string; readonly detail: string }[],
): readonly CertificateFinding[] {
  return violations.map(({ detail }) => ({
    ...{ code: 'audit_log_changed', where: '/audit', certificate: null, here: detail },
  }));
}

/** The commit in the audit log is a head: it proves every row before it. */
function asHead({ certified }: Pick<Certificate, 'certified'>): string {
  const { company, audit, run } = certified;
  const at = Temporal.Instant.from(run.committed_at);
  return headLine({
    ...{ company: company.code, companyId: company.id, seq: audit.row, hash: audit.hash },
    ...{ lastAt: at, now: at },
  });
}

/** Every value that differs, by its place. */
function compare(one: unknown, other: unknown, where: string, found: CertificateFinding[]): void {
  if (isObject(one) && isObject(other)) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      compare(one[name], other[name], `${where}/${name}`, found);
    }
  } else if (shown(one) !== shown(other)) {
    found.push({ code: 'differs', where, certificate: shown(one), here: shown(other) });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function signatureFindings(
  { certified, signature }: Certificate,
  ask: VerifyAsk,
): Promise<
  Answer<{ readonly findings: readonly CertificateFinding[]; readonly isKeyKnown: boolean }>
> {
  const findings: CertificateFinding[] = [];
  const { key_id: keyId, public_key: publicKey, value } = signature;
  const told = { certificate: keyId, here: null };
  if (ask.text !== `${canonicalJson({ certified, signature } as Certified)}\n`) {
    findings.push({ code: 'not_canonical', where: '', certificate: null, here: null });
  }
  const text = canonicalJson(certified as Certified);
  if (keyIdOf(publicKey) !== keyId || !isValid(text, { publicKey, signature: value })) {
    findings.push({ code: 'signature_invalid', where: '/signature', ...told });
  }
  if (ask.key !== undefined) {
    const isKeyKnown = ask.key === keyId || ask.key === publicKey;
    const wrong = { code: 'another_key' as const, where: '/signature/key_id', ...told };
    if (!isKeyKnown) findings.push({ ...wrong, here: ask.key });
    return answer({ findings, isKeyKnown });
  }
  const own = await signingKeys(ask.keys);
  if (!own.ok) return own;
  const isKeyKnown = own.value.some((key) => key.publicKey === publicKey);
  if (!isKeyKnown) findings.push({ code: 'key_unknown', where: '/signature/key_id', ...told });
  return answer({ findings, isKeyKnown });
}

function isValid(text: string, by: Parameters<typeof isSigned>[1]): boolean {
  try {
    return isSigned(text, by);
  } catch {
    return false;
  }
}

function verifiedOf(
  { certified, signature }: Certificate,
  of: Pick<VerifiedCertificate, 'findings' | 'isKeyKnown' | 'checked'>,
): VerifiedCertificate {
  return {
    ...{ company: certified.company.code, runId: certified.run.id, keyId: signature.key_id },
    ...{ committedAt: certified.run.committed_at, codeVersion: certified.code_version },
    ...of,
  };
}

function readCertificate(text: string): Answer<Certificate> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable();
  }
  const form = z.object({ certified: z.object({ format: z.string() }) }).safeParse(json);
  if (form.success && form.data.certified.format !== certificateFormat) return otherForm();
  const read = certificateShape.safeParse(json);
  return read.success && isMoment(read.data.certified.run.committed_at)
    ? answer(read.data)
    : unreadable();
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
