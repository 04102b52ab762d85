/** The routes of employees. */
import { employeePage } from '#http/api/answers/employees.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesPay } from '#http/api/roles.ts';
import { peopleIn } from '#methods/people.ts';

export const employeeOperations: readonly ApiOperation[] = [
  {
    id: 'roster.list',
    http: 'GET',
    path: '/v1/companies/{company}/employees',
    summary: 'List the employees as stored now, or find one by the number, in pages.',
    roles: whoSeesPay,
    verb: 'roster list',
    methods: peopleIn,
    answer: employeePage,
  },
];
