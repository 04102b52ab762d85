/**
 * What a period is calculated with before it has a run: the current inputs, pay codes, tax tables and roster.
 *
 * Refusals: period_not_found, empty_roster, tax_table_missing, invalid_pay_codes.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { calculatorOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import { periodNotFound } from '#operations/not-found.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { type CompanyRow, companyById, currentRevision } from '#store/reads/companies.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import { planRoster, type RosterPlan } from './plan-roster.ts';

export interface PreviewedPeriod {
  readonly company: CompanyRow;
  readonly revision: number;
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly plan: RosterPlan;
}

export async function previewedPeriod(
  at: Reading,
  period: PeriodRow,
): Promise<Answer<PreviewedPeriod>> {
  const { companyId, periodId, payOn } = period;
  const company = await companyById(at, companyId);
  if (!company) return periodNotFound(periodId);
  const { currency } = company;
  const revision = await currentRevision(at, companyId);
  const codes = await payCodesAt(at, { companyId, currency, revision });
  if (!codes.ok) return codes;
  const settings = await paySettingsAt(at, { companyId, revision });
  const frame: RunFrame = {
    ...{ runId: 0, kind: 'regular', paysOwed: false, hasBasePay: true },
    ...{ companyId, periodId, currency, payOn },
    ...{ snapshotRevision: revision, taxYear: payOn.year, frequency: period.frequency },
    ...{ startOn: period.startOn, endOn: period.endOn, scheduleId: period.scheduleId, settings },
    ...{ wholeStartOn: period.wholeStartOn, wholeEndOn: period.wholeEndOn },
  };
  const calculator = calculatorOf(codes.value, frame);
  if (!calculator.ok) return calculator;
  const plan = await planRoster(at, { period, revision });
  if (plan.rosterCount === 0) return emptyRoster(period);
  return answer({ company, revision, frame, codes: codes.value, plan });
}

function emptyRoster(period: PeriodRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'empty_roster',
    message: `period ${period.periodId} has no employees`,
    hint: 'import a roster first',
    actions: [
      { action: 'import_roster', schedule: period.scheduleCode, company: period.companyCode },
    ],
  });
}
