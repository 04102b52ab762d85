/** The routes of pay periods. */
import { explainedPeriod, period, periodPage } from '#http/api/answers/periods.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoPrepares, whoSeesSetUp } from '#http/api/roles.ts';
import type { MethodContext } from '#methods/context.ts';
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
  act('hold', 'Hold a period: it does not run until a person releases it.'),
  act('release', 'Let a held or missed period run, however late it is.'),
  act('skip', 'Leave a period out: nobody is paid for it.'),
  act('unskip', 'Undo a skip. If the period should have run meanwhile, it is held.'),
];

/** A command on a period: `POST …/periods/7/hold`. */
function act(verb: string, summary: string): ApiOperation {
  return {
    ...{ id: `periods.${verb}`, http: 'POST', verb: `periods ${verb}`, methods: periodsIn },
    path: `/v1/companies/{company}/periods/{period}/${verb}`,
    ...{ summary, roles: whoPrepares, answer: period },
    command: { kind: 'money', again },
  };
}

/** The period as it is now. */
async function again(context: MethodContext, [ask]: readonly unknown[]): Promise<unknown> {
  const periodId = typeof ask === 'number' ? ask : (ask as { readonly periodId: number }).periodId;
  return periodsIn(context).periods.show(periodId);
}
