/** The routes of pay runs. */
import { runPage, shownRun } from '#http/api/answers/runs.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesPay } from '#http/api/roles.ts';
import { runsIn } from '#methods/payroll.ts';
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
];
