/**
 * Verifies the file of a run certificate: its form, its signature, and with a database everything that it says. Without
 * a database, an exported audit log proves the place of the commit in that log.
 *
 * Every finding has a code. No findings: the certificate holds.
 *
 * With a database, everybody's pay is calculated again, too (recompute-pay.ts).
 *
 * Refusals: those of `readCertificate`; with an export those of `verifyExport`.
 */
import { type Answer, answer } from '#errors.ts';
import { verifyExport } from '#operations/audit/audit-export.ts';
import { headLine } from '#operations/audit/audit-heads.ts';
import { verifyAudit } from '#operations/audit/verify-audit.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { canonicalJson } from '#text/canonical-json.ts';
import { type Certified, type CertifiedNow, certifiedNow, isAfterTheFact } from './certificate.ts';
import { type Certificate, readCertificate } from './read-certificate.ts';
import { type RecomputedPay, recomputePay } from './recompute-pay.ts';
import { isSigned, type KeyPlace, keyIdOf, signingKeys } from './signing-keys.ts';

interface CertificateFinding {
  readonly code:
    | 'not_canonical'
    | 'signature_invalid'
    | 'another_key'
    | 'key_unknown'
    | 'run_missing'
    | 'differs'
    | 'payslips_changed'
    | 'pay_differs'
    | 'audit_log_changed';
  /** The place in the certificate: `/sha256/payslips`. Of `pay_differs`: `/payslips/E1`. */
  readonly where: string;
  /** Of `pay_differs`: what is stored. */
  readonly certificate: string | null;
  /** What the database or the expected key says. Of `pay_differs`: what the run's inputs give. */
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
  /** Since when the key exists, as its owner says. Null: the certificate does not say it. */
  readonly keyMadeAt: string | null;
  /** True: the key is younger than the commit. Null: the certificate does not say since when its key exists. */
  readonly isAfterTheFact: boolean | null;
  readonly checked: 'database' | 'audit_export' | 'signature';
  /** Everybody's pay, calculated again. Null: it was not. */
  readonly pay: Omit<RecomputedPay, 'differences'> | null;
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
    return answer(verifiedOf(certificate, { ...signed, ...offline, checked: 'signature' }));
  }
  const audit = verifyExport({ bytes: ask.auditExport, heads: asHead(certificate) });
  if (!audit.ok) return audit;
  const findings = [...signed.findings, ...auditFindings(audit.value.violations)];
  const checked = 'audit_export' as const;
  return answer(verifiedOf(certificate, { ...signed, ...offline, findings, checked }));
}

const offline = { pay: null };

export async function verifyCertificate(
  world: World,
  ask: VerifyAsk & {
    /** Nobody's pay is calculated again. */
    readonly withoutPay?: boolean | undefined;
  },
): Promise<Answer<VerifiedCertificate>> {
  const { withoutPay = false } = ask;
  const read = await readSigned(ask);
  if (!read.ok) return read;
  const { certificate, signed } = read.value;
  const { id: runId } = certificate.certified.run;
  const missing = { where: '/run/id', certificate: String(runId), here: null };
  const found = await findRun(world, runId);
  const run = found.ok ? found.value : null;
  const now = run && (await certifiedNow(world, run, certificate.form));
  if (run === null || now === null || !now.ok) {
    const gone = { ...missing, code: 'run_missing' as const, here: run?.state ?? null };
    const findings = [...signed.findings, gone];
    return answer(
      verifiedOf(certificate, { ...signed, ...offline, findings, checked: 'database' }),
    );
  }
  const different = await databaseFindings(world, { certificate, run, now: now.value });
  const again = withoutPay ? null : await recomputePay(world, run);
  return answer(
    verifiedOf(certificate, {
      ...signed,
      ...{ findings: [...signed.findings, ...different, ...payFindings(again)] },
      ...{ pay: payOf(again), checked: 'database' },
    }),
  );
}

type PayAgain = Awaited<ReturnType<typeof recomputePay>> | null;

function payOf(again: PayAgain): VerifiedCertificate['pay'] {
  if (again === null || 'impossible' in again) return null;
  const { payslips, held, differing } = again;
  return { payslips, held, differing };
}

function payFindings(again: PayAgain): readonly CertificateFinding[] {
  if (again === null) return [];
  const code = 'pay_differs';
  if ('impossible' in again) {
    return [{ code, where: '/payslips', certificate: null, here: again.impossible }];
  }
  return again.differences.map(({ where, stored, calculated }) => ({
    ...{ code, where, certificate: stored, here: calculated },
  }));
}

async function databaseFindings(
  world: World,
  ask: {
    readonly certificate: Certificate;
    readonly run: RunRow;
    readonly now: CertifiedNow;
  },
): Promise<readonly CertificateFinding[]> {
  const { certificate, run, now } = ask;
  const { certified } = certificate;
  const findings: CertificateFinding[] = [];
  // Another version that computes the same is right. The age of a key is no fact of the database.
  const { code_version, key_made_at: keyMadeAt } = certified;
  const ofKey = keyMadeAt === undefined ? {} : { key_made_at: keyMadeAt };
  const facts = { ...now.facts, code_version, ...ofKey };
  compare(certified, facts, '', findings);
  if (now.unsound !== null) {
    const where = `/${now.unsound}`;
    findings.push({ code: 'payslips_changed', where, certificate: null, here: null });
  }
  const company = await world.store.read(run, (at) => companyById(at, run.companyId));
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
  of: Pick<VerifiedCertificate, 'findings' | 'isKeyKnown' | 'checked' | 'pay'>,
): VerifiedCertificate {
  const committedAt = Temporal.Instant.from(certified.run.committed_at);
  const keyMadeAt = certified.key_made_at ?? null;
  return {
    ...{ keyMadeAt, isAfterTheFact: isAfterTheFact({ committedAt, keyMadeAt }) },
    ...{ company: certified.company.code, runId: certified.run.id, keyId: signature.key_id },
    ...{ committedAt: certified.run.committed_at, codeVersion: certified.code_version },
    ...of,
  };
}
