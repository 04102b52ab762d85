/** The single refusal for a run, period or task that does not exist or belongs to another company. */
import { type Refused, refuse } from '#errors.ts';

export function runNotFound(runId: number): Refused {
  return refuse({
    family: 'not_found',
    code: 'run_not_found',
    message: `there is no pay run ${runId}`,
    hint: 'choose an existing run',
    actions: [{ action: 'list_runs' }],
    facts: { runId },
  });
}

export function periodNotFound(periodId: number): Refused {
  return refuse({
    family: 'not_found',
    code: 'period_not_found',
    message: `there is no pay period ${periodId}`,
    hint: 'choose an existing period',
    actions: [{ action: 'list_periods' }],
    facts: { periodId },
  });
}

export function taskNotFound(taskId: string): Refused {
  return refuse({
    family: 'not_found',
    code: 'task_not_found',
    message: `there is no task ${taskId}`,
    hint: 'results are deleted after a day; see the pay runs',
    actions: [{ action: 'list_runs' }],
    facts: { taskId },
  });
}
