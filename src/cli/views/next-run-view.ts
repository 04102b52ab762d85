/** Says in sentences what the next run of a schedule does by itself, and what it asks. */

import type { NextRun } from '#answers/next-run.ts';
import { counted } from '#text/counted.ts';
import { dayText } from './plan-view.ts';
import { localInWords, momentInWords } from './times.ts';

/** In order of time. */
export function nextRunInWords(next: NextRun, now: Temporal.Instant): readonly string[] {
  const local = (moment: NonNullable<NextRun['calculates']>) => localInWords({ ...moment, now });
  const when = (moment: NonNullable<NextRun['calculates']>) => momentInWords({ ...moment, now });
  const { periodId, startOn, endOn, payOn } = next;
  return [
    `The next run pays period ${periodId}, ${startOn} to ${endOn}.`,
    inputsInWords(next, { when, now }),
    calculationInWords(next, { when, now }),
    ...reviewInWords(next, local),
    `The money arrives on ${dayText(payOn)}.`,
  ];
}

type When = (moment: NonNullable<NextRun['calculates']>) => string;

interface Now {
  readonly when: When;
  readonly now: Temporal.Instant;
}

function isPast({ at }: NonNullable<NextRun['calculates']>, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, now) < 0;
}

function inputsInWords({ inputsClose, lateInputs }: NextRun, { when, now }: Now): string {
  if (inputsClose === null) return 'Inputs are accepted until the run calculates.';
  const late =
    lateInputs === 'refused'
      ? 'Later ones are refused'
      : lateInputs === 'told'
        ? 'Later ones are accepted with a note'
        : 'Later ones are still accepted until the run calculates';
  const verb = isPast(inputsClose, now) ? 'closed' : 'close';
  return `Inputs ${verb} ${when(inputsClose)}. ${late}.`;
}

function calculationInWords(
  { calculates, stopped, periodId }: NextRun,
  { when, now }: Now,
): string {
  if (calculates === null) {
    return `A person starts it: paybeat run --period-id ${periodId} --force --reason TEXT`;
  }
  const at = when(calculates);
  if (isPast(calculates, now)) {
    const then = stopped === null ? 'and does as soon as a worker runs' : `but ${stopped}`;
    return `It was due to calculate ${at}, ${then}.`;
  }
  return stopped === null
    ? `It calculates by itself ${at}.`
    : `It would calculate ${at}, but ${stopped}.`;
}

function reviewInWords(next: NextRun, when: When): readonly string[] {
  const { review, people, windowHours, reviewEnds, approveBy } = next;
  const inTime = approveBy === null ? '' : ` An approval is in time until ${when(approveBy)}.`;
  const otherwise = `If something is unusual or missing, it waits for a person.${inTime}`;
  if (review === 'people') {
    const asked = `It asks ${counted(people ?? 1, 'person')} to approve it.${inTime}`;
    const then = 'It commits by itself once they have approved it.';
    return [asked, then, silenceInWords(next), ...lackingInWords(next)];
  }
  if (review === 'window') {
    const hours = windowHours === null ? null : counted(windowHours, 'hour');
    const end = reviewEnds === null ? 'at its approval deadline' : when(reviewEnds);
    const until = hours === null ? `until the review ends, ${end}` : `for ${hours}`;
    const then = hours === null ? 'then' : 'after that';
    return [
      `Everybody can look at it and object ${until}.`,
      `It commits by itself ${then}, if it is clean and nobody objects.`,
      otherwise,
    ];
  }
  return ['If it is clean, it commits by itself right away and asks nobody.', otherwise];
}

/** As `runs review` and `doctor` say it. */
function lackingInWords({ lacking }: NextRun): readonly string[] {
  if (lacking === null) return [];
  const { roles, rolesOfNobody, needed, having, lacking: more } = lacking;
  const [role = 'approver'] = rolesOfNobody.length > 0 ? rolesOfNobody : roles;
  const has = having === 0 ? 'nobody' : `${having}`;
  const asked = `${counted(needed, 'person')} with the role ${roles.join(' or ')}`;
  const nobody = rolesOfNobody.map((one) => `Nobody has the role ${one}.`);
  return [
    `Warning: The review needs ${asked}, and the company has ${has}.`,
    ...(having === 0 ? [] : nobody),
    `${counted(more, 'person')} must be added: paybeat people add NAME --roles ${role}`,
  ];
}

function silenceInWords({ silence }: NextRun): string {
  if (silence === 'approve_if_clean') return 'If nobody answers in time, a clean run is approved.';
  if (silence === 'escalate') return 'If nobody answers in time, it is escalated and waits.';
  return 'If nobody answers in time, it waits.';
}
