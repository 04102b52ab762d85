/**
 * What is checked before a month counts as closed. Each check has a code, what it compares, and what it found. A check of
 * something that does not exist, such as certificates without a key, is absent and not agreed.
 *
 * A run whose payslips no longer add up to what was approved is `unsound`. It has no register and no journal here,
 * because those would refuse to add up.
 */

import { verifyAudit } from '#operations/audit/verify-audit.ts';
import type { Liabilities } from '#operations/liabilities/list-liabilities.ts';
import { isOwedToOthers, isTax } from '#operations/liabilities/payee.ts';
import { type RegisterRun, totalOfKind } from '#operations/registers/open-register.ts';
import { lineKinds } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import { packOfCurrency } from '#payslip/taxes/tax-packs.ts';
import { certifiedRun, whyUnsound } from '#store/reads/certificate.ts';
import { checkInvariants, invariantsToCheck } from '#store/reads/invariants.ts';
import { type CodeSum, sumsByCode } from '#store/reads/register.ts';
import type { Reading } from '#store/store.ts';
import { capital, counted } from '#text/counted.ts';
import type { FoundMonth } from './find-month.ts';

export interface MonthCheck {
  readonly code: MonthCheckCode;
  readonly sentence: string;
  readonly state: 'agrees' | 'differs' | 'absent';
  /** What was compared, or what differs: one sentence each. */
  readonly findings: readonly string[];
}

const sentences = {
  all_paid: 'Every period of the month is paid or skipped, and every run is committed.',
  register_totals: 'The payslips of each run add up to the totals that were approved.',
  journals: 'The journal of each run balances, and is the totals of its register.',
  liabilities: 'The taxes and deductions that are owed are those of the registers.',
  certificates: 'Each run has a signed certificate, and its signature is valid.',
  audit_log: 'The audit log is complete and was not changed.',
  invariants: 'The stored payroll of the company holds together.',
} as const;

type MonthCheckCode = keyof typeof sentences;

/** It agrees if nothing differs. */
export function checkOf(
  code: MonthCheckCode,
  found: { readonly differs: readonly string[]; readonly compared?: readonly string[] },
): MonthCheck {
  const { differs, compared = [] } = found;
  const state = differs.length === 0 ? 'agrees' : 'differs';
  return { code, sentence: sentences[code], state, findings: [...differs, ...compared] };
}

export function absentCheck(code: MonthCheckCode, findings: readonly string[]): MonthCheck {
  return { code, sentence: sentences[code], state: 'absent', findings };
}

export function allPaid({ open, remarks }: FoundMonth): MonthCheck {
  const sentence = (message: string) => `${capital(message)}.`;
  return checkOf('all_paid', {
    differs: open.map(({ message }) => sentence(message)),
    compared: remarks.map(({ message }) => sentence(message)),
  });
}

interface SoundRuns {
  readonly check: MonthCheck;
  readonly unsound: ReadonlySet<number>;
  /** The sum of each pay code, by run. */
  readonly sums: readonly CodeSum[];
}

export async function registerTotalsAgree(
  at: Reading,
  { frame }: FoundMonth,
  passed: (one: RegisterRun) => void,
): Promise<SoundRuns> {
  const sums = await sumsByCode(
    at,
    frame.runs.map(({ run }) => run.runId),
  );
  const unsound = new Set<number>();
  const differs: string[] = [];
  const compared: string[] = [];
  for (const one of frame.runs) {
    const { runId, totalsHash, paidCount } = one.run;
    const certified = await certifiedRun(at, runId);
    const why = certified === null ? 'totals' : await whyUnsound(at, certified);
    const kinds = why === null ? wrongKinds(one, sums) : [why];
    if (kinds.length === 0) {
      const checksum = `checksum sha256:${(totalsHash ?? '').slice(0, 12)}…`;
      compared.push(`Run ${runId}: ${counted(paidCount ?? 0, 'payslip')}, ${checksum}.`);
    } else {
      unsound.add(runId);
      differs.push(`Run ${runId} does not add up to what was approved: ${kinds.join(', ')}.`);
    }
    passed(one);
  }
  return { check: checkOf('register_totals', { differs, compared }), unsound, sums };
}

/** The kinds of pay codes whose lines are not the total of the run. */
function wrongKinds({ run, codes }: RegisterRun, sums: readonly CodeSum[]): readonly string[] {
  const own = sums.filter(({ runId }) => runId === run.runId);
  return Object.entries(totalOfKind).flatMap(([kind, total]) => {
    const lines = own.filter(({ payCodeId }) => codes.byId.get(payCodeId)?.kind === kind);
    const sum = lines.reduce((all, { amountMinor }) => all + amountMinor, 0n);
    return sum === (run[total] ?? 0n) ? [] : [kind];
  });
}

/** `list`: null if nothing is known about the company's taxes. */
export function liabilitiesAgree(
  { company, frame }: FoundMonth,
  { list, sums }: { readonly list: Liabilities | null; readonly sums: readonly CodeSum[] },
): MonthCheck {
  const pack = packOfCurrency(company.currency);
  if (list === null || pack === null) {
    return absentCheck('liabilities', ['Paybeat does not know what is owed in this currency.']);
  }
  const paid = { taxes: 0n, others: 0n };
  for (const { run, codes } of frame.runs) {
    const onDay = new Map(
      payCodesOn(codes.versions, run.payOn.toString()).map((code) => [code.id, code]),
    );
    for (const { runId, payCodeId, amountMinor } of sums) {
      const code = runId === run.runId ? (onDay.get(payCodeId) ?? codes.byId.get(payCodeId)) : null;
      if (code === undefined || code === null) continue;
      if (isTax(pack, code)) paid.taxes += amountMinor;
      if (isOwedToOthers(pack, code)) paid.others += amountMinor;
    }
  }
  const sum = (rows: readonly { readonly amountMinor: bigint }[]) =>
    rows.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const differs = [
    ...(sum(list.taxes) + sum(list.adjustments) === paid.taxes
      ? []
      : ['The taxes that are owed are not those of the registers.']),
    ...(sum(list.others) === paid.others
      ? []
      : ['What is owed to others is not what the registers took.']),
  ];
  return checkOf('liabilities', { differs });
}

export async function auditLogHolds(
  world: World,
  { company, asOf }: FoundMonth,
): Promise<MonthCheck> {
  const verified = await verifyAudit(world, { company });
  if (!verified.ok) return absentCheck('audit_log', [verified.refusal.message]);
  const { violations } = verified.value;
  return checkOf('audit_log', {
    differs: violations.map(({ detail }) => `${capital(detail)}.`),
    compared: [`Row ${asOf.auditRows} is the newest one that these files have seen.`],
  });
}

/** They are about whether due work has begun, which is no matter of a month that was paid. */
const ofTheMoment = ['I9', 'I10'];

export async function invariantsHold(at: Reading): Promise<MonthCheck> {
  const waiting = invariantsToCheck().filter(({ id }) => !ofTheMoment.includes(id));
  const ids = waiting
    .map(({ id }) => id)
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  const results = await checkInvariants(at, { kinds: lineKinds, waiting });
  const broken = results.filter(({ violations }) => violations.length > 0);
  return checkOf('invariants', {
    differs: broken.flatMap(({ id, sentence, violations }) =>
      violations.map(({ subject, detail }) => `${id} (${sentence}): ${subject}, ${detail}.`),
    ),
    compared: [`Checked: ${ids.join(', ')}.`],
  });
}
