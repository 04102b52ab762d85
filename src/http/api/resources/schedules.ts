/** The routes of pay schedules. */
import { plansCompared, scheduleList, shownSchedule } from '#http/api/answers/schedules.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesSetUp } from '#http/api/roles.ts';
import { companiesIn } from '#methods/payroll.ts';

export const scheduleOperations: readonly ApiOperation[] = [
  {
    id: 'schedules.list',
    http: 'GET',
    path: '/v1/companies/{company}/schedules',
    summary: 'List the pay schedules of a company.',
    roles: whoSeesSetUp,
    verb: 'schedule list',
    methods: companiesIn,
    wrap: 'schedules',
    answer: scheduleList,
  },
  {
    id: 'schedules.show',
    http: 'GET',
    path: '/v1/companies/{company}/schedules/{schedule}',
    summary:
      'Show a pay schedule: its definition, its periods, and what its next run does and asks.',
    roles: whoSeesSetUp,
    verb: 'schedule show',
    methods: companiesIn,
    answer: shownSchedule,
  },
  {
    id: 'schedules.planChange',
    http: 'POST',
    path: '/v1/companies/{company}/schedules/{schedule}/plan-change',
    summary: 'Compare the pay dates before and after a changed definition. Saves nothing.',
    roles: whoSeesSetUp,
    verb: 'plan',
    methods: companiesIn,
    answer: plansCompared,
  },
];
