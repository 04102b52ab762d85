/** Why a correction is not opened, and what to do instead. People are named by open-correction.ts. */
import { type Refused, refuse } from '#errors.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import type { OpenCorrection } from '#store/reads/corrections.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { atOnceMax } from './differing-people.ts';
import { notCommitted } from './not-committed.ts';

/** Null: payslips of this run can be corrected. */
export function notCorrectableRun(run: RunRow): Refused | null {
  const { runId, kind } = run;
  if (kind === 'reversal' || kind === 'correction') return correctionOfOther(run);
  return notCommitted(run, {
    deed: 'corrected',
    hint: 'enter what is right, then recalculate the run',
    action: { action: 'recalculate_run', run: runId },
  });
}

function correctionOfOther({ runId, corrects, reverses }: RunRow): Refused {
  const of = { family: 'conflict', code: 'correction_of_other', facts: { runId } } as const;
  if (corrects !== null) {
    return refuse({
      ...of,
      message: `run ${runId} corrects run ${corrects}, and a correction is not corrected itself`,
      hint: `correct run ${corrects} once more`,
      actions: [{ action: 'correct_run', run: corrects }],
    });
  }
  return refuse({
    ...of,
    message: `run ${runId} reverses run ${reverses}, and there is nothing left to correct`,
    hint: 'pay these people again',
    actions: [{ action: 'show_run', run: reverses ?? runId }],
  });
}

/** What it paid follows from the periods for which it was owed. */
export function correctionOfOwed({ runId, companyCode: company }: RunRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'correction_of_other',
    message: `run ${runId} pays what was owed for paid periods, and has no amounts of its own`,
    hint: 'enter what is right for those periods; the owed list then has the difference',
    actions: [
      { action: 'list_owed', company },
      { action: 'reverse_run', run: runId },
    ],
    facts: { runId },
  });
}

export function correctionOpen({ runId }: RunRow, open: OpenCorrection): Refused {
  return refuse({
    family: 'conflict',
    code: 'correction_open',
    message: `run ${open.runId} already corrects run ${runId} and is not committed yet`,
    hint: 'nothing was saved; approve or void that run first',
    actions: [{ action: 'show_run', run: open.runId }],
    facts: { runId, correction: open.runId, state: open.state },
  });
}

/** They were looked at before, and were changed by an import meanwhile. */
export function keepChanging({ runId }: RunRow, people: number): Refused {
  return refuse({
    family: 'conflict',
    code: 'too_many_to_correct',
    message: `pay of ${people} people in run ${runId} was changed while it was compared`,
    hint: 'wait until the import is done, and ask again; nothing was saved',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId, people, peopleMax: atOnceMax },
  });
}

export function nothingToCorrect(run: RunRow): Refused {
  const { runId } = run;
  if (paysOwnAmounts(run)) {
    return refuse({
      family: 'conflict',
      code: 'nothing_to_correct',
      message: `run ${runId} has paid these amounts already`,
      hint: 'give a file with the right amounts; if a pay code or tax form was wrong, reverse the payslip and pay again',
      actions: [
        { action: 'correct_amounts', run: runId },
        { action: 'reverse_run', run: runId },
      ],
      facts: { runId },
    });
  }
  return refuse({
    family: 'conflict',
    code: 'nothing_to_correct',
    message: `nothing was entered since run ${runId} that changes what it should have paid`,
    hint: 'enter the right hours or dated pay first; if a pay code or tax form was wrong, reverse the payslip and pay again',
    actions: [
      { action: 'import_late_hours', period: run.periodId },
      { action: 'reverse_run', run: runId },
    ],
    facts: { runId },
  });
}

export function otherYear({ runId, taxYear }: RunRow, payOn: Temporal.PlainDate): Refused {
  return refuse({
    family: 'conflict',
    code: 'correction_other_year',
    message: `run ${runId} is of ${taxYear}, and pay on ${payOn} counts in another tax year`,
    hint: 'pay the amount with an off-cycle run of today, then drop it from the owed list',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId, taxYear, payOn: payOn.toString() },
  });
}
