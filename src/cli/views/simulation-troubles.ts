/** What a simulation found late, held or waiting: a line for each run or period, and one for each reason to hold people. */
import { isMissed, type RehearsedRun } from '#operations/rehearsal/rehearsed-runs.ts';
import type { Rehearsal } from '#operations/rehearsal/simulate.ts';
import { counted } from '#text/counted.ts';
import { dateInWords, localTime } from './times.ts';

const noYear = 0;
const linesMax = 40;
const namedMax = 10;

export function troubleLines({ runs, notRun }: Rehearsal, zone: string): readonly string[] {
  const lines = [
    ...runs.flatMap((one) => runLines(one, zone)),
    ...notRun
      .filter(isMissed)
      .map(({ period, why }) => `${named(period)} does not run: ${why.message} (${why.code}).`),
  ];
  const more = lines.length - linesMax;
  return [
    ...heldLines(runs),
    ...lines.slice(0, linesMax),
    ...(more > 0 ? [`… and ${more} more; --json has all of them.`] : []),
  ];
}

function named({ scheduleCode, payOn }: Pick<RehearsedRun['run'], 'scheduleCode' | 'payOn'>) {
  return `${scheduleCode ?? 'no schedule'}, pay date ${dateInWords(payOn, noYear)}:`;
}

function runLines(one: RehearsedRun, zone: string): readonly string[] {
  const { run, lateBy, waited, heldLate, outage, isAfterPayDate } = one;
  const parts: string[] = [];
  if (outage !== null) {
    parts.push(`no worker from ${localTime(outage.from, zone)} to ${localTime(outage.to, zone)}`);
  }
  if (lateBy !== null) parts.push(`opens ${lateBy} late`);
  if (heldLate !== null) {
    const then = heldLate.isReleased ? 'somebody has to release it' : 'and stays held';
    parts.push(`is held (${heldLate.why}); ${then}`);
  }
  if (waited !== null) parts.push(waitedInWords(waited, zone), ...silenceInWords(one, zone));
  if (run.state !== 'committed') parts.push(stateInWords(one));
  else if (isAfterPayDate) parts.push('is committed AFTER the pay date');
  return parts.length === 0 ? [] : [`${named(run)} ${parts.join('; ')}.`];
}

function waitedInWords(waited: NonNullable<RehearsedRun['waited']>, zone: string): string {
  const { people, roles, blockers, deadlineAt, stays } = waited;
  const who = `${counted(people, 'person')}${roles === null ? '' : ` with the role ${roles.join(' or ')}`}`;
  const why = blockers.length === 0 ? '' : ` (${blockers.map(({ title }) => title).join(', ')})`;
  const by = deadlineAt === null ? '' : `, until ${localTime(deadlineAt, zone)}`;
  const verb = stays === null ? 'would wait' : 'waits';
  const still = stays === null ? '' : `; ${stays.message}`;
  return `${verb} for ${who}${by}${why}${still}`;
}

/** What happened because nobody decided by the deadline. */
function silenceInWords({ run, waited }: RehearsedRun, zone: string): readonly string[] {
  if (waited === null || waited.stays === null) return [];
  const { committedAt } = run;
  if (run.state === 'committed' && committedAt !== null) {
    return [`silence approves it, and it is committed at ${localTime(committedAt, zone)}`];
  }
  if (waited.deadlineAt === null) return [];
  return waited.silence === 'escalate'
    ? ['after the deadline, silence is escalated']
    : ['after the deadline, silence holds it'];
}

function stateInWords({ run }: RehearsedRun): string {
  if (run.state === 'failed') return `fails: ${run.lastError ?? 'no reason is known'}`;
  return `is not committed at the end (${run.state})`;
}

/** People who are held in many runs for one reason are one line. */
function heldLines(runs: readonly RehearsedRun[]): readonly string[] {
  const byCode = Map.groupBy(
    runs.flatMap(({ held, run: { payOn } }) => held.map((one) => ({ ...one, payOn }))),
    ({ code }) => code,
  );
  return [...byCode].map(([code, all]) => {
    const most = Math.max(...all.map(({ people }) => people));
    const numbers = [...new Set(all.flatMap(({ employees }) => employees))].slice(0, namedMax);
    const more = most > numbers.length ? ' …' : '';
    const first = all[0] === undefined ? '' : ` from ${dateInWords(all[0].payOn, noYear)} on`;
    return `${counted(most, 'person')} held in ${counted(all.length, 'run')}${first} (${numbers.join(', ')}${more}): ${code}. The sums lack their pay.`;
  });
}
