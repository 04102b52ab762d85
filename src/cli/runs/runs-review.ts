/** `paybeat runs review RUN`: what a run in review waits for, on one screen. */

import type { Command } from 'commander';
import { reviewSeenShape } from '#answers/reviews.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { showDepartments } from '#cli/registers/departments-table.ts';
import { blockerInWords, spellAction } from '#cli/spell-action.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import { lookFirst, nextInWords, policyInWords } from '#cli/views/review-words.ts';
import { secondEyesRemark } from '#cli/views/second-eyes-remark.ts';
import { localInWords, momentInWords } from '#cli/views/times.ts';
import { answer } from '#errors.ts';
import { type ReviewSeen, showReview } from '#operations/reviews/show-review.ts';
import { newPayDataInWords } from '#operations/runs/unread-inputs.ts';
import { actorInWords, actorNamed, personInWords } from '#operations/who-was-first.ts';
import { counted } from '#text/counted.ts';

export function registerRunsReview(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('review')
    .description('show what a run in review waits for, until when, and what happens then')
    .argument('<run>', 'number of the run', rowNumber)
    .option('--departments', 'add the totals by department')
    .action(
      cli.verb(async (runId: number, options: { readonly departments?: boolean }) =>
        cli.withWorld(async (world) => {
          const { departments = false } = options;
          const seen = await showReview(world, { runId, departments });
          if (!seen.ok) return seen;
          return answer({
            json: reviewSeenShape(seen.value),
            text: (page) => {
              show(page, seen.value);
              if (seen.value.departments !== null) showDepartments(page, seen.value.departments);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat runs review 3',
    'paybeat runs review 3 --departments',
    'paybeat runs review 3 --json',
  ]);
}

function show(page: Page, seen: ReviewSeen): void {
  const { run } = seen;
  page.facts([
    ['run', `${run.runId}, paid ${run.payOn} (${run.companyCode}), ${run.state}`],
    [
      'to be paid',
      `${counted(run.paidCount ?? 0, 'person')}, net ${amountInWords(run.netMinor, run.currency)} ${run.currency}`,
    ],
    ['held', heldInWords(seen)],
    ['review', policyInWords(seen)],
    ...clockFacts(seen),
    [
      'approved by',
      listed(
        seen.approvals.map(({ approver, approvedAt }) =>
          actorInWords({ actor: approver, at: approvedAt }),
        ),
      ),
    ],
    ['still needed', counted(seen.approvalsMissing, 'approval')],
    [
      'can approve',
      seen.could === null
        ? 'anybody who entered nothing of it'
        : listed(seen.could.map(actorNamed)),
    ],
    ['objections', listed(objectionsInWords(seen))],
    ['second pair of eyes', secondEyesRemark(run.secondEyes) ?? 'required'],
    ...(seen.seen === null ? [] : [['seen', seen.seen] as const]),
  ]);
  if (seen.warning !== null) page.sentence(`Warning: ${seen.warning}`);
  if (seen.newInputs.length > 0) {
    page.sentence('Inputs arrived after it was calculated. It must be recalculated first.');
    page.sentence(`Changed since then: ${newPayDataInWords(seen.newInputs)}.`);
  }
  for (const blocker of run.blockers)
    page.sentence(`Blocker: ${blockerInWords(blocker, run.state)}`);
  if (run.state !== 'review') return;
  page.sentence(waysOn(seen));
  page.sentence(`To stop it: paybeat runs object ${run.runId} --reason TEXT`);
}

/** Only what would not be refused. */
function waysOn({ run, seen, newInputs, objections }: ReviewSeen): string {
  const { runId } = run;
  if (newInputs.length > 0) {
    return `To include what changed: paybeat runs recalculate ${runId} --reason TEXT`;
  }
  if (run.waitsForRestore) return lookFirst;
  const standing = objections.find(({ withdrawnAt }) => withdrawnAt === null);
  if (standing !== undefined) {
    const of = personInWords(standing.person);
    const withdraw = spellAction({ action: 'withdraw_objection', run: runId, of });
    return `An objection stands. To withdraw it: ${withdraw}`;
  }
  return `To approve exactly this: paybeat runs approve ${runId} --seen ${seen ?? ''} --reason TEXT`;
}

function heldInWords({ run, held }: ReviewSeen): string {
  const all = counted(run.heldCount ?? 0, 'person');
  if (held.length === 0) return all;
  return `${all}: ${held.map(({ code, count }) => `${count} ${code}`).join(', ')}`;
}

function clockFacts(seen: ReviewSeen): readonly (readonly [string, string])[] {
  const { run, now, next, isMoved, isPastDeadline } = seen;
  const zone = run.timeZone;
  const { reviewUntil: until } = run;
  const deadline = run.reviewDeadline ?? seen.comingDeadline;
  const moved = isMoved ? ', moved because no worker was there' : '';
  return [
    ...(until === null || run.state !== 'review'
      ? []
      : [['until', `${momentInWords({ at: until, now, zone })}${moved}`] as const]),
    ['then', nextInWords[next]],
    ...(deadline === null
      ? []
      : [
          [
            'approval deadline',
            `${localInWords({ at: deadline, now, zone })}${isPastDeadline && run.state === 'review' ? ', passed: an approval is late' : ''}`,
          ] as const,
        ]),
    ...(seen.deadlineMove === null
      ? []
      : [['deadline moved', deadlineMoveInWords(seen.deadlineMove, { now, zone })] as const]),
    ...(run.reviewSilent === null
      ? []
      : [['at the deadline', silentInWords[run.reviewSilent]] as const]),
  ];
}

function deadlineMoveInWords(
  { actor, at, was, why }: NonNullable<ReviewSeen['deadlineMove']>,
  of: { readonly now: Temporal.Instant; readonly zone: string },
): string {
  const before = was === null ? '' : `; before, it was ${localInWords({ at: was, ...of })}`;
  return `by ${actorInWords({ actor, at })}: ${why}${before}`;
}

const silentInWords = {
  hold: 'nobody had approved it; it is held',
  escalate: 'nobody had approved it; it is escalated',
};

function objectionsInWords({ objections }: ReviewSeen): readonly string[] {
  return objections.map(({ person, objectedAt, why, withdrawnBy }) => {
    const end = withdrawnBy === null ? '' : ` (withdrawn by ${actorNamed(withdrawnBy)})`;
    return `${actorInWords({ actor: person, at: objectedAt })}: ${why}${end}`;
  });
}

function listed(all: readonly string[]): string {
  return all.length === 0 ? 'nobody' : all.join('; ');
}
