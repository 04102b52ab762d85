/**
 * How other payrolls of the United States list taxes, and what an employee may have declared there instead.
 *
 * The names are those of common exports. A company whose export has other names writes a column map.
 */
import type { OtherPayrolls } from '#payslip/taxes/tax-pack.ts';
import { filingStatuses, w4Of } from './w4.ts';

const fica = ['SS', 'MEDICARE', 'ADDITIONAL_MEDICARE'] as const;

export const usOtherPayrolls: OtherPayrolls = {
  taxes: [
    {
      column: 'federal_income_tax',
      title: 'Federal income tax',
      also: ['FIT', 'FWT', 'Federal Tax', 'Federal Withholding', 'Fed Withholding', 'Fed W/H'],
      codes: ['FIT'],
    },
    {
      column: 'social_security',
      title: 'Social Security',
      also: ['SS', 'OASDI', 'Social Security Employee', 'Soc Sec', 'FICA SS'],
      codes: ['SS'],
    },
    {
      column: 'medicare',
      title: 'Medicare',
      also: ['Medicare Employee', 'FICA Med', 'Med'],
      codes: ['MEDICARE', 'ADDITIONAL_MEDICARE'],
    },
    { column: 'fica', title: 'FICA', also: ['FICA Employee'], codes: fica },
    {
      column: 'state_income_tax',
      title: 'State income tax',
      also: ['SIT', 'SWT', 'State Tax', 'State Withholding', 'State W/H'],
      codes: [],
    },
    {
      column: 'local_tax',
      title: 'Local tax',
      also: ['Local Income Tax', 'City Tax', 'Local Withholding'],
      codes: [],
    },
    {
      column: 'state_insurance',
      title: 'State insurance of the employee',
      also: ['SDI', 'SUI Employee', 'FLI', 'PFL', 'State Disability'],
      codes: [],
    },
  ],
  otherForms: (form) => {
    const w4 = w4Of({ taxForm: form });
    const statuses = filingStatuses
      .filter((status) => status !== w4.filingStatus && status !== 'mfs' && status !== 'qss')
      .map((filingStatus) => ({
        what: `filing_status ${filingStatus}`,
        form: { ...w4, filingStatus },
      }));
    const jobs = {
      what: `multiple_jobs ${w4.step2 ? 'no' : 'yes'}`,
      form: { ...w4, step2: !w4.step2 },
    };
    const both = statuses.map(({ what, form: one }) => ({
      what: `${what}, ${jobs.what}`,
      form: { ...one, step2: jobs.form.step2 },
    }));
    const credits =
      w4.step3Minor === 0n ? [] : [{ what: 'dependents none', form: { ...w4, step3Minor: 0n } }];
    const extra =
      w4.step4cMinor === 0n
        ? []
        : [{ what: 'extra_withholding none', form: { ...w4, step4cMinor: 0n } }];
    return [...statuses, jobs, ...credits, ...extra, ...both];
  },
};
