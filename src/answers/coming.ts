/** The JSON form of the plan for coming from another system. */
import type { ComingPlan } from '#operations/coming/import-django.ts';
import type { JudgedPeriod } from '#operations/coming/judge-periods.ts';
import { verbatim } from './json-form.ts';

export function comingShape(plan: ComingPlan): object {
  const { cron, zone, reading, from } = plan.scan;
  const { tables, companies, findings, counts, stops, left, written } = plan;
  return {
    scan: { cron, zone, reading, from },
    ...{ tables, companies, periods: plan.periods.map(periodShape) },
    ...{ findings, counts, stops, left, written },
  };
}

function periodShape(period: JudgedPeriod): object {
  const { rule, frequency, row, company, startOn, endOn, payOn, status, there, here } = period;
  const { difference, payslips, outcome } = period;
  return {
    ...{ row, company, startOn, endOn, payOn, frequency, status },
    rule: rule === null ? null : verbatim(rule),
    ...{ there, here, difference, payslips, outcome },
  };
}
