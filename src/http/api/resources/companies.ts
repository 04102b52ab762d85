/** The routes of companies. */
import { companyList } from '#http/api/answers/companies.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { whoSeesSetUp } from '#http/api/roles.ts';
import { companiesIn } from '#methods/payroll.ts';

export const companyOperations: readonly ApiOperation[] = [
  {
    id: 'companies.list',
    http: 'GET',
    path: '/v1/companies',
    summary: 'List the companies of the key.',
    roles: whoSeesSetUp,
    verb: 'company list',
    methods: companiesIn,
    wrap: 'companies',
    answer: companyList,
  },
];
