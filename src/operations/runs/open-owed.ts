/**
 * Opens an off-cycle run that pays a person now what is owed to them for paid periods, instead of the next
 * regular run. It pays no salary and nothing else.
 *
 * It pays the periods that ended before the pay date, in its tax year: the sum of what is owed and what was too
 * much. Like every run, it is calculated again if another run pays the person in the meantime, so that nothing
 * is paid twice. After a void the amount is owed again.
 *
 * A repeated request returns the existing run: the open one, or the one that paid it on this date.
 *
 * Refusals
 *   why_missing, employee_unknown, amount_changed   as for every decision (judgement/decide-owed.ts)
 *   nothing_owed        nothing is owed, or more was too much
 *   owed_for_other_days all that is owed is for periods that this run cannot pay
 *   run_exists          an open run pays the person on a different pay date
 *   frequency_unclear   how often the person is paid is unknown
 *   those of pay-date-given.ts and insert-off-cycle.ts
 */
import { createHash } from 'node:crypto';
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import {
  changedSince,
  type DecideOwed,
  nothingOwed,
  whyMissing,
} from '#operations/judgement/decide-owed.ts';
import { type OwedPerson, owedPeople } from '#operations/judgement/owed-people.ts';
import { idsOfListed } from '#operations/people/list-dated.ts';
import { againstPayDate, payDaysOf } from '#operations/schedules/pay-date-given.ts';
import type { World } from '#operations/world.ts';
import { frequenciesOf, type OwedRun, owedRunOf } from '#store/reads/off-cycle.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { insertDecisions } from '#store/writes/owed-decisions.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import { insertOffCycle, type Opening } from './insert-off-cycle.ts';
import { madeKey } from './off-cycle-key.ts';

export interface OpenOwedRun extends Omit<DecideOwed, 'periodId' | 'dryRun'> {
  readonly payOn: Temporal.PlainDate;
}

export async function openOwedRun(
  tx: Writing,
  ask: OpenOwedRun & { readonly world: World },
): Promise<Answer<Opening>> {
  const { company, payOn, why } = ask;
  const { companyId } = company;
  if (why.trim() === '') return whyMissing();
  const asked = await idsOfListed(tx, ask);
  if (!asked.ok) return asked;
  const [employeeId = 0] = asked.value ?? [];
  // From here on, every other opening of this company waits, and so does every other decision.
  const revision = await raiseInputRevision(tx, companyId);
  const there = await owedRunOf(tx, { companyId, employeeId });
  if (there?.isOpen === true) return wasThere(there, ask);
  const known = await knownEntries(tx, { ...ask, employeeId, revision });
  const entries = known.filter((one) => canPay(one, payOn));
  const totalMinor = sumOf(entries);
  if (totalMinor <= 0n && there?.payOn.equals(payOn) === true) return wasThere(there, ask);
  if (totalMinor <= 0n) return sumOf(known) > 0n ? forOtherDays(ask) : nothingOwed(ask);
  const refusal = changedSince(ask, totalMinor) ?? (await against(tx, ask));
  if (refusal !== null) return refusal;
  const [frequency, other] = await frequenciesOf(tx, { companyId, employeeIds: [employeeId] });
  if (frequency === undefined || other !== undefined) return frequencyUnclear(ask);
  const periodId = await insertPeriod(tx, {
    ...{ companyId, scheduleId: null, frequency, startOn: payOn, endOn: payOn },
    ...{ nominalPayOn: payOn, payOn },
    payOnReason: `an off-cycle run of owed pay, by ${actorOf(ask.world.caller)}`,
    ...{ status: 'active', automationEnabled: false, automationRule: null, catchUpDays: 0 },
    ...{ due: null, byHand: true, kind: 'off_cycle' },
  });
  const runs = entries
    .filter(({ missing }) => missing !== null)
    .map(({ frame, amountMinor }) => ({ runId: frame.runId, amountMinor }));
  const decision = { companyId, employeeId, revision, why };
  await insertDecisions(tx, { ...decision, kind: 'pay', runs });
  await audit(tx, {
    ...{ companyId, actor: actorOf(ask.world.caller), action: 'owed.pay' },
    subject: `employee:${employeeId}`,
    facts: { revision, why, runs: entries.map(({ frame }) => frame.runId), payOn: `${payOn}` },
  });
  const digest = createHash('sha256').update(`owed ${employeeId} ${revision}`).digest('hex');
  return insertOffCycle(tx, {
    ...{ world: ask.world, company, periodId, payOn, revision, paysHeldOf: null },
    ...{ offCycle: { key: madeKey(payOn, digest), digest }, paysOwed: true },
    employeeIds: [employeeId],
  });
}

async function knownEntries(
  tx: Writing,
  ask: OpenOwedRun & { readonly employeeId: number; readonly revision: number },
): Promise<OwedPerson['entries']> {
  for await (const [person] of owedPeople(tx, { ...ask, employeeIds: [ask.employeeId] })) {
    return (person?.entries ?? []).filter(({ amountMinor }) => amountMinor !== null);
  }
  return [];
}

/** Periods that ended before the run, in its tax year. People who were held are paid by a run of their own. */
function canPay(
  { frame, payer }: OwedPerson['entries'][number],
  payOn: Temporal.PlainDate,
): boolean {
  const hasEnded = Temporal.PlainDate.compare(frame.endOn, payOn) < 0;
  return hasEnded && payer !== 'pay_held' && frame.taxYear === payOn.year;
}

function sumOf(entries: OwedPerson['entries']): bigint {
  return entries.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0n), 0n);
}

async function against(tx: Writing, { company, payOn }: OpenOwedRun): Promise<Refused | null> {
  const days = await payDaysOf(tx, company);
  return days.ok ? againstPayDate(payOn, days.value) : days;
}

/** Answers a repeated request. */
function wasThere(there: OwedRun, { payOn, number }: OpenOwedRun): Answer<Opening> {
  const { runId, periodId } = there;
  if (there.payOn.equals(payOn)) return answer({ kind: 'was_there', runId, periodId });
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: `run ${runId} already pays ${number} what is owed, on ${there.payOn}`,
    hint: 'to change the pay date, void that run first',
    actions: [{ action: 'void_run', run: runId }],
    facts: { runId, periodId },
  });
}

function forOtherDays({ number, payOn, company }: OpenOwedRun): Refused {
  return refuse({
    family: 'conflict',
    code: 'owed_for_other_days',
    message: `what ${number} is owed is not for periods of ${payOn.year} that ended before ${payOn}`,
    hint: 'look at the periods; an amount of another tax year is paid from a file, and then dropped',
    actions: [{ action: 'list_owed', company: company.code }],
  });
}

function frequencyUnclear({ number }: OpenOwedRun): Refused {
  return refuse({
    family: 'invalid',
    code: 'frequency_unclear',
    message: `the pay frequency of ${number} is unknown`,
    hint: 'add the person to a schedule, or pay the amount with an off-cycle run from a file',
  });
}
