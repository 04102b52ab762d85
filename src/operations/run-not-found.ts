/** The one answer to whoever names a pay run that is not there. */
import { type Refused, refuse } from '#errors.ts';

export function runNotFound(runId: number): Refused {
  return refuse({
    family: 'not_found',
    code: 'run_not_found',
    message: `there is no pay run ${runId}`,
    hint: 'choose one of the runs that there are',
    actions: [{ action: 'list_runs' }],
    facts: { runId },
  });
}
