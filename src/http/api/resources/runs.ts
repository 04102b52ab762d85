/** The routes of pay runs. */
import type { z } from 'zod';
import { jsonForm } from '#answers/json-form.ts';
import { actedRun, plainRun, runPage, shownRun } from '#http/api/answers/runs.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoApproves, whoObjects, whoPrepares, whoSeesPay } from '#http/api/roles.ts';
import type { MethodContext } from '#methods/context.ts';
import { runsIn } from '#methods/payroll.ts';
import type { RequestKind } from '#operations/access/once.ts';
import { runNotFound } from '#operations/not-found.ts';

export const runOperations: readonly ApiOperation[] = [
  {
    id: 'runs.page',
    http: 'GET',
    path: '/v1/companies/{company}/runs',
    summary: 'List pay runs, the newest first, in pages.',
    roles: whoSeesPay,
    verb: 'runs list',
    methods: runsIn,
    answer: runPage,
  },
  {
    id: 'runs.show',
    http: 'GET',
    path: '/v1/companies/{company}/runs/{run}',
    summary: 'Show a pay run: totals, retries, and who is not paid and why.',
    roles: whoSeesPay,
    verb: 'runs show',
    methods: runsIn,
    answer: shownRun,
    ifNone: ([runId]) => runNotFound(Number(runId)),
  },
  act('approve', 'money', actedRun, {
    summary: 'Approve a run in review, with the totals that were seen. It is then committed.',
    roles: whoApproves,
  }),
  act('object', 'other', actedRun, {
    summary: 'Stop a run in review from being approved, until the objection is withdrawn.',
    roles: whoObjects,
  }),
  {
    ...act('withdraw', 'other', actedRun, { summary: 'Withdraw an objection.', roles: whoObjects }),
    verb: 'runs object',
  },
  act('void', 'money', plainRun, {
    summary: 'End a run before it is committed. Its period then waits for a person.',
    roles: whoPrepares,
  }),
  act('retry', 'money', plainRun, {
    summary: 'Retry a failed run from the step that failed.',
    roles: whoPrepares,
  }),
  act('recalculate', 'money', plainRun, {
    summary:
      'Calculate a run again with the current inputs. A worker does it; the answer does not wait.',
    roles: whoPrepares,
  }),
];

/** A command on a run: `POST …/runs/3/approve`. */
function act(
  verb: string,
  kind: RequestKind,
  answer: z.ZodType,
  about: Pick<ApiOperation, 'summary' | 'roles'>,
): ApiOperation {
  return {
    ...{ id: `runs.${verb}`, http: 'POST', verb: `runs ${verb}`, methods: runsIn, answer },
    path: `/v1/companies/{company}/runs/{run}/${verb}`,
    ...about,
    command: { kind, again },
  };
}

/** The run as it is now. */
async function again(context: MethodContext, [ask]: readonly unknown[]): Promise<unknown> {
  const { runId } = ask as { readonly runId: number };
  const seen = await runsIn(context).runs.show(runId);
  return { ...Object(jsonForm(seen)), written: true };
}
