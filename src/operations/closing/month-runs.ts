/**
 * The journals and certificates of the runs of a month, with what they are compared with.
 *
 * Journals are one file for each form, with the entries of all runs. A form is left out if it cannot have an account of
 * one of the runs.
 */
import { assert } from '#errors.ts';
import type { TakenByDefault } from '#ledger/journal.ts';
import { plainTextForms, unfitFor } from '#ledger/plain-text.ts';
import { exportedCertificate } from '#operations/proof/certificate.ts';
import type { KeyPlace } from '#operations/proof/signing-keys.ts';
import { verifySignature } from '#operations/proof/verify-certificate.ts';
import { journalText } from '#operations/registers/journal-text.ts';
import { type Journal, openJournal } from '#operations/registers/open-journal.ts';
import type { World } from '#operations/world.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { counted } from '#text/counted.ts';
import type { FoundMonth } from './find-month.ts';
import type { FolderWriter } from './folder-writer.ts';
import { absentCheck, checkOf, type MonthCheck } from './month-checks.ts';

interface EachRun {
  readonly found: FoundMonth;
  readonly unsound: ReadonlySet<number>;
  readonly writer: FolderWriter | null;
  readonly read: (runId: number) => void;
}

export interface PostedRuns {
  readonly check: MonthCheck;
  /** What default accounts took, because a pay code has no account of its own. */
  readonly byDefault: readonly TakenByDefault[];
  /** Forms that were left out, each with an account that it cannot have. */
  readonly unfit: readonly { readonly form: string; readonly account: string }[];
}

export async function postRuns(world: World, of: EachRun): Promise<PostedRuns> {
  const { found, unsound, writer, read } = of;
  const files = await journalFiles(writer);
  const unfit = new Map<string, string>();
  const byDefault = new Map<string, TakenByDefault>();
  const [differs, compared]: [string[], string[]] = [[], []];
  let isFirst = true;
  for (const { run } of found.frame.runs) {
    const { runId } = run;
    if (unsound.has(runId)) {
      differs.push(`Run ${runId} has no journal, because its payslips do not add up.`);
      continue;
    }
    const ask = { runId, preview: false, form: null, accounts: 'commit' } as const;
    const opened = await openJournal(world, ask);
    read(runId);
    if (!opened.ok) {
      differs.push(`Run ${runId} has no journal: ${opened.refusal.message}.`);
      continue;
    }
    const journal = opened.value;
    (isBalanced(journal) ? compared : differs).push(sentenceOf(journal));
    for (const one of journal.byDefault) {
      const codes = [...new Set([...(byDefault.get(one.account)?.codes ?? []), ...one.codes])];
      byDefault.set(one.account, { ...one, codes: codes.sort() });
    }
    for (const { form, write } of files) {
      const account =
        form === 'csv'
          ? undefined
          : journal.postings.find((one) => unfitFor(form, one.account) !== null)?.account;
      if (account !== undefined) unfit.set(form, account);
      const parts = journalText(journal, form);
      if (form === 'csv' && !isFirst) parts.next();
      for (const part of parts) await write(part);
      if (form !== 'csv') await write('\n');
    }
    isFirst = false;
  }
  for (const { form, end } of files) await end({ isDropped: unfit.has(form) || isFirst });
  return {
    check: checkOf('journals', { differs, compared }),
    byDefault: [...byDefault.values()],
    unfit: [...unfit].map(([form, account]) => ({ form, account })),
  };
}

async function journalFiles(writer: FolderWriter | null) {
  if (writer === null) return [];
  const files = [];
  for (const form of ['csv', ...plainTextForms] as const) {
    files.push({ form, ...(await writer.open(`journal.${form}`)) });
  }
  return files;
}

/** Debits are credits, and what the run costs is what is owed because of it. */
function isBalanced({ totals, run, postings }: Journal): boolean {
  const left = postings.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  return left === 0n && totals.debitMinor === totals.creditMinor && costOf(run) === owedBy(run);
}

function costOf(run: RunRow): bigint {
  return (run.grossMinor ?? 0n) + (run.reimbursementsMinor ?? 0n) + (run.employerMinor ?? 0n);
}

function owedBy(run: RunRow): bigint {
  const { deductionsMinor, taxesMinor, employerMinor, netMinor } = run;
  return (deductionsMinor ?? 0n) + (taxesMinor ?? 0n) + (employerMinor ?? 0n) + (netMinor ?? 0n);
}

function sentenceOf(journal: Journal): string {
  const { run, postings } = journal;
  return `Run ${run.runId}: ${counted(postings.length, 'posting')}, debits and credits ${isBalanced(journal) ? 'are equal' : 'differ'}.`;
}

export interface CertifiedRuns {
  readonly check: MonthCheck;
  /** Null: nothing is signed. */
  readonly keyId: string | null;
  /** Why nothing is signed: the code of a refusal. */
  readonly why: string | null;
  readonly runIds: readonly number[];
}

export async function certifyRuns(
  world: World,
  of: EachRun & { readonly keys: KeyPlace; readonly version: string },
): Promise<CertifiedRuns> {
  const { found, writer, read, keys, version } = of;
  const [differs, runIds]: [string[], number[]] = [[], []];
  let keyId: string | null = null;
  for (const { run } of found.frame.runs) {
    const { runId } = run;
    const made = await exportedCertificate(world, { runId, keys, version });
    read(runId);
    if (!made.ok && made.refusal.code !== 'run_was_changed') {
      const { code, message } = made.refusal;
      const check = absentCheck('certificates', [`Nothing is signed: ${message}.`]);
      return { check, keyId: null, why: code, runIds: [] };
    }
    if (!made.ok) {
      differs.push(
        `${made.refusal.message.charAt(0).toUpperCase()}${made.refusal.message.slice(1)}.`,
      );
      continue;
    }
    const { text } = made.value;
    const verified = await verifySignature({ text, keys });
    assert(verified.ok, 'a certificate that was made is readable');
    for (const { code } of verified.value.findings) differs.push(`Run ${runId}: ${code}.`);
    keyId = made.value.keyId;
    runIds.push(runId);
    await writer?.text(`runs/run-${runId}-certificate.json`, text);
  }
  const compared =
    keyId === null ? [] : [`${counted(runIds.length, 'certificate')}, signed with key ${keyId}.`];
  return { check: checkOf('certificates', { differs, compared }), keyId, why: null, runIds };
}
