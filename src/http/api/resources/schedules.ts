/** The routes of pay schedules. */
import {
  pausedSchedule,
  plansCompared,
  resumedSchedule,
  scheduleList,
  shownSchedule,
} from '#http/api/answers/schedules.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesSetUp, whoSetsUp } from '#http/api/roles.ts';
import type { MethodContext } from '#methods/context.ts';
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
  {
    id: 'schedules.pause',
    http: 'POST',
    path: '/v1/companies/{company}/schedules/{schedule}/pause',
    summary: 'Pause the automation of a schedule. A person may still force a period.',
    roles: whoSetsUp,
    verb: 'schedule pause',
    methods: companiesIn,
    answer: pausedSchedule,
    command: { kind: 'money', again: pausedNow },
  },
  {
    id: 'schedules.resume',
    http: 'POST',
    path: '/v1/companies/{company}/schedules/{schedule}/resume',
    summary: 'Resume the automation of a schedule.',
    roles: whoSetsUp,
    verb: 'schedule resume',
    methods: companiesIn,
    answer: resumedSchedule,
    command: { kind: 'money', again: pausedNow },
  },
];

/** As it is now. What a lost answer said of missed periods is not known any more. */
async function pausedNow(context: MethodContext, [ask]: readonly unknown[]): Promise<unknown> {
  const { code } = ask as { readonly code: string };
  const listed = await companiesIn(context).schedules.list();
  const found = listed.find((one) => one.code === code);
  const { company = '', pausedAt = null } = found ?? {};
  return { company, code, pausedAt, missed: null, missedWillRun: null };
}
