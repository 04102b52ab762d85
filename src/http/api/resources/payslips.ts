/** The routes of payslips. */
import { explainedPayslip, payslipPage, shownPayslip } from '#http/api/answers/payslips.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesPay } from '#http/api/roles.ts';
import { runsIn } from '#methods/payroll.ts';

export const payslipOperations: readonly ApiOperation[] = [
  {
    id: 'payslips.list',
    http: 'GET',
    path: '/v1/companies/{company}/payslips',
    summary:
      'List payslips of a run, a period, an employee or pay dates, the newest run first, in pages.',
    roles: whoSeesPay,
    verb: 'payslip list',
    methods: runsIn,
    answer: payslipPage,
  },
  {
    id: 'payslips.show',
    http: 'GET',
    path: '/v1/companies/{company}/runs/{run}/payslips/{employee}',
    summary: 'Show a payslip with its year-to-date amounts.',
    roles: whoSeesPay,
    verb: 'payslip show',
    methods: runsIn,
    answer: shownPayslip,
  },
  {
    id: 'payslips.explain',
    http: 'GET',
    path: '/v1/companies/{company}/runs/{run}/payslips/{employee}/explanation',
    summary: 'Explain how each line of a payslip was calculated, or only one line.',
    roles: whoSeesPay,
    verb: 'payslip explain',
    methods: runsIn,
    answer: explainedPayslip,
  },
];
