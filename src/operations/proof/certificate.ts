/**
 * The certificate of a committed run: what was paid, and the hashes of everything that it was made from, signed.
 *
 * It is made from final rows whenever somebody asks, so the commit does no work for it, and the same run and key give
 * the same bytes. Decision 0104.
 *
 * Refusals: run_not_found, run_not_committed, run_was_changed, and those of `currentKey`.
 */
import { createHash } from 'node:crypto';
import { type Answer, answer, refuse } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import {
  type CertifiedRow,
  certifiedHash,
  certifiedHashes,
  certifiedRun,
  whyUnsound,
} from '#store/reads/certificate.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { type CanonicalValue, canonicalJson } from '#text/canonical-json.ts';
import { currentKey, type KeyPlace, signed } from './signing-keys.ts';

export const certificateFormat = 'paybeat-certificate/1';

/** What is signed. Names are those of the file. */
export interface Certified {
  readonly [name: string]: CanonicalValue;
}

export interface RunCertificate {
  readonly runId: number;
  readonly certified: Certified;
  readonly keyId: string;
  /** The file, byte for byte: its canonical form and a line end. */
  readonly text: string;
}

export async function certificateOf(
  world: World,
  ask: { readonly runId: number; readonly keys: KeyPlace; readonly version: string },
): Promise<Answer<RunCertificate>> {
  const { runId, keys, version } = ask;
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const key = await currentKey(keys);
  if (!key.ok) return key;
  const seen = await certifiedNow(world, found.value);
  if (!seen.ok) return seen;
  if (seen.value.unsound !== null) return changed(runId);
  const certified = { ...seen.value.facts, code_version: version };
  const { keyId, publicKey } = key.value;
  const value = signed(key.value, canonicalJson(certified));
  const signature = { algorithm: 'Ed25519', key_id: keyId, public_key: publicKey, value };
  const text = `${canonicalJson({ certified, signature })}\n`;
  return answer({ runId, certified, keyId, text });
}

interface CertifiedNow {
  /** All but the version of the program. */
  readonly facts: Certified;
  /** What does not add up any more; null: all does. */
  readonly unsound: string | null;
}

/** What the database says now. Refusal: run_not_committed. */
export function certifiedNow(
  world: World,
  { runId, companyId }: RunRow,
): Promise<Answer<CertifiedNow>> {
  return world.store.read({ companyId }, async (at) => {
    const run = await certifiedRun(at, runId);
    if (run?.state !== 'committed') return notCommitted(runId);
    const hashes: Record<string, string> = { tax_table: taxTableHash(run) };
    for (const what of certifiedHashes) hashes[what] = await certifiedHash(at, run, what);
    return answer({ facts: factsOf(run, hashes), unsound: await whyUnsound(at, run) });
  });
}

function factsOf(run: CertifiedRow, hashes: Readonly<Record<string, string>>): Certified {
  const { currency } = run;
  return {
    format: certificateFormat,
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

/** Of the table that was valid on the pay date. */
function taxTableHash({ currency, payOn }: CertifiedRow): string {
  const table = packFor(currency).tables.find(
    ({ fromOn, untilOn }) =>
      Temporal.PlainDate.compare(fromOn, payOn) <= 0 &&
      Temporal.PlainDate.compare(payOn, untilOn) <= 0,
  );
  const text = canonicalJson(table === undefined ? null : { id: table.id, of: table.figures });
  return createHash('sha256').update(text).digest('hex');
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
