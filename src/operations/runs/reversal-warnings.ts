/**
 * What a reversal says about itself from its opening on, and what stops it from being approved by policy.
 *
 *   reversal_counts           it counts for an earlier quarter or year, and what follows
 *   later_limits              later payslips whose yearly limits would have been other ones
 *   later_limits_not_checked  there are too many later payslips to say so
 */
import { assert } from '#errors.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import type { Blocker } from '#run/blockers.ts';
import {
  countsInWords,
  type ReversalPlace,
  reversalBlockers,
  whereItCounts,
} from '#run/reversal.ts';
import { secondEyesOf } from '#store/reads/reviewers.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { RunWarning } from '#store/writes/runs.ts';
import { counted } from '#text/counted.ts';
import { type LaterLimit, laterLimits } from './later-limits.ts';

/** Each is named in the facts. */
const shownMax = 20;

export async function reversalWarnings(
  at: Reading,
  ask: {
    readonly reversed: RunRow;
    readonly payOn: Temporal.PlainDate;
    readonly revision: number;
    readonly employeeIds: readonly number[];
  },
): Promise<readonly RunWarning[]> {
  const { reversed, payOn, revision, employeeIds } = ask;
  const place = placeOfReversal(reversed, payOn);
  const { companyId, runId, taxYear } = reversed;
  const later = await laterLimits(at, { companyId, runId, taxYear, revision, employeeIds });
  return [
    ...(whereItCounts(place) === 'same_quarter'
      ? []
      : [{ code: 'reversal_counts', message: countsInWords(place) }]),
    ...(later === null ? [tooMany] : await limitWarnings(at, later)),
  ];
}

/** Where a reversal lies, with what the country of the run says about it. */
export function placeOfReversal(reversed: RunRow, payOn: Temporal.PlainDate): ReversalPlace {
  const { reversedPay: taxes } = packFor(reversed.currency);
  return { reversedOn: reversed.payOn, payOn, taxes };
}

const tooMany: RunWarning = {
  code: 'later_limits_not_checked',
  message: 'Too many later payslips follow to say which of them had other yearly limits.',
};

async function limitWarnings(
  at: Reading,
  later: readonly LaterLimit[],
): Promise<readonly RunWarning[]> {
  if (later.length === 0) return [];
  const people = [...new Set(later.map(({ employeeId }) => employeeId))];
  const numbers = await numbersOf(at, people);
  const shown = later.slice(0, shownMax);
  const facts = shown.flatMap(({ employeeId, runId, lines }) =>
    lines.map(({ code, paidMinor, wouldBeMinor }) => ({
      ...{ employee: numbers.get(employeeId) ?? String(employeeId), runId, code },
      ...{ paidMinor: paidMinor.toString(), wouldBeMinor: wouldBeMinor.toString() },
    })),
  );
  const named = [...new Set(facts.map(({ employee, runId }) => `${employee} in run ${runId}`))];
  const more = later.length - shown.length;
  return [
    {
      code: 'later_limits',
      message:
        `${counted(later.length, 'later payslip')} had another yearly limit than without the reversed pay: ` +
        `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ` +
        'They stay as they are; the next runs of these people catch up',
      facts,
    },
  ];
}

/** Of a run that is no reversal: none. */
export async function blockersOfReversal(
  at: Reading,
  { runId }: { readonly runId: number },
): Promise<readonly Blocker[]> {
  const run = await runById(at, runId);
  if (run === null || run.reverses === null) return [];
  const reversed = await runById(at, run.reverses);
  assert(reversed, 'a reversed run is there');
  return reversalBlockers(runId, {
    ...{ ...placeOfReversal(reversed, run.payOn), reverses: run.reverses },
    secondEyes: await secondEyesOf(at, run.companyId),
    ...{ askedBy: actorNamed(run.openedBy), why: run.reversalWhy ?? '' },
  });
}
