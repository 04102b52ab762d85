/**
 * The certificate of a committed run: what was paid, and the hashes of everything that it was made from, signed.
 *
 * It is made from final rows whenever somebody asks, so the commit does no work for it, and the same run and key give
 * the same bytes. So it has no time of its own; it says since when its key exists. Decisions 0104, 0112 and 0115.
 *
 * Refusals: run_not_found, run_not_committed, run_was_changed, and those of `signingKeys`. Without a key,
 * no_signing_key: a certificate can then only be shown.
 */
import { createHash } from 'node:crypto';
import { type Answer, answer, refuse } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import { packWith } from '#operations/tables/packs-now.ts';
import type { World } from '#operations/world.ts';
import { builtInPayCodes } from '#payslip/codes/built-in-pay-codes.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import {
  type CertifiedRow,
  certifiedHashesOf,
  certifiedRun,
  whyUnsound,
} from '#store/reads/certificate.ts';
import type { CertificateForm } from '#store/reads/certified-columns.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { type LoadedTables, loadedTablesAt } from '#store/reads/tax-tables.ts';
import { type CanonicalValue, canonicalJson } from '#text/canonical-json.ts';
import {
  type KeyPlace,
  noSigningKey,
  type SigningKey,
  signed,
  signingKeys,
} from './signing-keys.ts';

/** How a certificate names its form. New ones have the newest. */
export const certificateFormats: Readonly<Record<CertificateForm, string>> = {
  1: 'paybeat-certificate/1',
  2: 'paybeat-certificate/2',
  3: 'paybeat-certificate/3',
};
const newestForm: CertificateForm = 3;

/** What is signed. Names are those of the file. */
export interface Certified {
  readonly [name: string]: CanonicalValue;
}

/** As it is shown: nothing is signed without a key. */
export interface ShownCertificate {
  readonly runId: number;
  readonly certified: Certified;
  readonly isAfterTheFact: boolean | null;
  /** Null: there is no key, so it is not signed. */
  readonly signed: {
    readonly keyId: string;
    /** The file, byte for byte: its canonical form and a line end. */
    readonly text: string;
  } | null;
}

/** A certificate as a file. */
export interface ExportedCertificate extends NonNullable<ShownCertificate['signed']> {
  readonly runId: number;
  readonly isAfterTheFact: boolean | null;
}

interface CertificateAsk {
  readonly runId: number;
  readonly keys: KeyPlace;
  readonly version: string;
}

export async function exportedCertificate(
  world: World,
  ask: CertificateAsk,
): Promise<Answer<ExportedCertificate>> {
  const made = await shownCertificate(world, ask);
  if (!made.ok) return made;
  const { signed, runId, isAfterTheFact: after } = made.value;
  return signed === null ? noSigningKey() : answer({ runId, isAfterTheFact: after, ...signed });
}

export async function shownCertificate(
  world: World,
  { runId, keys, version }: CertificateAsk,
): Promise<Answer<ShownCertificate>> {
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const known = await signingKeys(keys);
  if (!known.ok) return known;
  const seen = await certifiedNow(world, found.value, newestForm);
  if (!seen.ok) return seen;
  if (seen.value.unsound !== null) return changed(runId);
  const key = known.value.at(-1);
  const keyMadeAt = key?.createdAt ?? null;
  const certified = { ...seen.value.facts, code_version: version, key_made_at: keyMadeAt };
  return answer({
    runId,
    certified,
    isAfterTheFact: isAfterTheFact({ committedAt: seen.value.committedAt, keyMadeAt }),
    signed: key === undefined ? null : signedWith(key, certified),
  });
}

/**
 * True: the key is younger than the commit, so the certificate was made after the fact and proves the run as it was
 * then. Null: nothing says since when the key exists.
 */
export function isAfterTheFact(of: {
  readonly committedAt: Temporal.Instant;
  readonly keyMadeAt: string | null;
}): boolean | null {
  if (of.keyMadeAt === null) return null;
  return Temporal.Instant.compare(Temporal.Instant.from(of.keyMadeAt), of.committedAt) > 0;
}

/** The same bytes each time: an Ed25519 signature has no random part. */
export function signedWith(
  key: SigningKey,
  certified: Certified,
): NonNullable<ShownCertificate['signed']> {
  const { keyId, publicKey } = key;
  const value = signed(key, canonicalJson(certified));
  const signature = { algorithm: 'Ed25519', key_id: keyId, public_key: publicKey, value };
  return { keyId, text: `${canonicalJson({ certified, signature })}\n` };
}

export interface CertifiedNow {
  /** All but the version of the program and the age of the key. */
  readonly facts: Certified;
  readonly committedAt: Temporal.Instant;
  /** What does not add up any more; null: all does. */
  readonly unsound: string | null;
}

/** What the database says now, in a form of the certificate. Refusal: run_not_committed. */
export function certifiedNow(
  world: World,
  { runId, companyId }: RunRow,
  form: CertificateForm,
): Promise<Answer<CertifiedNow>> {
  return world.store.read({ companyId }, async (at) => {
    const run = await certifiedRun(at, runId);
    if (run?.state !== 'committed') return notCommitted(runId);
    const hashes = {
      ...(await certifiedHashesOf(at, run, form)),
      tax_table: taxTableHash(run, await loadedTablesAt(at, run.tablesRevision)),
      ...(form === 1 ? {} : { built_in_codes: builtInCodesHash(run) }),
    };
    const { committedAt } = run;
    const facts = factsOf(run, { form, hashes });
    return answer({ facts, committedAt, unsound: await whyUnsound(at, run) });
  });
}

function factsOf(
  run: CertifiedRow,
  of: { readonly form: CertificateForm; readonly hashes: Readonly<Record<string, string>> },
): Certified {
  const { currency } = run;
  const { form, hashes } = of;
  return {
    format: certificateFormats[form],
    company: { code: run.company, id: run.companyId },
    run: {
      id: run.runId,
      kind: run.kind,
      epoch: run.epoch,
      start_on: run.startOn.toString(),
      end_on: run.endOn.toString(),
      pay_on: run.payOn.toString(),
      pays_held_of: run.paysHeldOf,
      reverses: run.reverses,
      corrects: run.corrects,
      read_revision: run.snapshotRevision,
      committed_revision: run.committedRevision,
      committed_at: run.committedAt.toString(),
      ...(form === 1 ? {} : { committed_version: run.committedVersion }),
    },
    people: { roster: run.roster, paid: run.paid, held: run.held, excluded: run.excluded },
    totals: {
      currency,
      gross_minor: run.grossMinor.toString(),
      reimbursements_minor: run.reimbursementsMinor.toString(),
      deductions_minor: run.deductionsMinor.toString(),
      taxes_minor: run.taxesMinor.toString(),
      employer_minor: run.employerMinor.toString(),
      net_minor: run.netMinor.toString(),
      sha256: run.totalsHash,
    },
    sha256: hashes,
    audit: { row: run.auditSeq, hash: run.auditHash },
  };
}

/** Of the table that was valid on the pay date, among those that the run read. */
function taxTableHash({ currency, payOn }: CertifiedRow, loaded: LoadedTables | undefined): string {
  const table = packWith(packFor(currency), loaded).tables.find(
    ({ fromOn, untilOn }) =>
      Temporal.PlainDate.compare(fromOn, payOn) <= 0 &&
      Temporal.PlainDate.compare(payOn, untilOn) <= 0,
  );
  return hashOf(table === undefined ? null : { id: table.id, of: table.figures });
}

/** Of the pay codes that this program brings for the currency. */
function builtInCodesHash({ currency }: CertifiedRow): string {
  return hashOf(builtInPayCodes(packFor(currency)).map(asJson));
}

/** A definition has no values but those of JSON. */
function asJson(code: PayCodeDefinition): CanonicalValue {
  return JSON.parse(JSON.stringify(code)) as CanonicalValue;
}

function hashOf(value: CanonicalValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function notCommitted(runId: number): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'run_not_committed',
    message: `run ${runId} is not committed, so it has no certificate`,
    hint: 'ask again when it is committed',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId },
  });
}

function changed(runId: number): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'run_was_changed',
    message: `run ${runId} is not signed: its rows no longer add up to what was committed`,
    hint: 'find out who can write to the database; verify says what differs',
    facts: { runId },
  });
}
