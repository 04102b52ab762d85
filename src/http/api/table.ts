/**
 * Every route of the API. To add one: write a row in the file of its resource, and the schema of its answer.
 * test/doors/api.test.ts then fails until the answer is compared with that of the command.
 */
import type { ApiOperation } from './operation.ts';
import { companyOperations } from './resources/companies.ts';
import { employeeOperations } from './resources/employees.ts';
import { payslipOperations } from './resources/payslips.ts';
import { periodOperations } from './resources/periods.ts';
import { runOperations } from './resources/runs.ts';
import { scheduleOperations } from './resources/schedules.ts';

export const apiTable: readonly ApiOperation[] = [
  ...companyOperations,
  ...scheduleOperations,
  ...periodOperations,
  ...runOperations,
  ...payslipOperations,
  ...employeeOperations,
];
