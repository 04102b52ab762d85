/** The routes of pay periods. */
import { explainedPeriod, period, periodPage } from '#http/api/answers/periods.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesSetUp } from '#http/api/roles.ts';
import { periodsIn } from '#methods/payroll.ts';
import { periodNotFound } from '#operations/not-found.ts';

export const periodOperations: readonly ApiOperation[] = [
  {
    id: 'periods.page',
    http: 'GET',
    path: '/v1/companies/{company}/periods',
    summary: 'List pay periods, the oldest first, in pages.',
    roles: whoSeesSetUp,
    verb: 'periods list',
    methods: periodsIn,
    answer: periodPage,
  },
  {
    id: 'periods.show',
    http: 'GET',
    path: '/v1/companies/{company}/periods/{period}',
    summary: 'Show a pay period: its dates, its rule, its due instant and its run.',
    roles: whoSeesSetUp,
    verb: 'periods show',
    methods: periodsIn,
    answer: period,
    ifNone: ([periodId]) => periodNotFound(Number(periodId)),
  },
  {
    id: 'periods.explain',
    http: 'GET',
    path: '/v1/companies/{company}/periods/{period}/explanation',
    summary: 'Say whether a period is due, condition by condition, and what it waits for.',
    roles: whoSeesSetUp,
    verb: 'explain',
    methods: periodsIn,
    answer: explainedPeriod,
  },
];
