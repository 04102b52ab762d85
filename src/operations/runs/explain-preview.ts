/**
 * Explains what one person would be paid by a period, line by line, before it has a run. It saves nothing.
 *
 * Refusals: those of `previewRun`, employee_not_found, employee_excluded and employee_held (with the reason).
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { calculationOf, currencyOf } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { explanationJson } from '#payslip/cases/case-result.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import { explanationText } from '#payslip/explanation/explanation-text.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { employeeIdsOf, peopleNamed } from '#store/reads/roster.ts';
import type { Reading } from '#store/store.ts';
import type { JsonObject } from '#text/json-text.ts';
import { alreadyPaid } from './preview-run.ts';
import { type PreviewedPeriod, previewedPeriod } from './previewed-period.ts';
import { runInputs } from './retro-inputs.ts';

interface ExplainPreview {
  readonly periodId: number;
  /** Employee number. */
  readonly number: string;
}

export interface PreviewExplained {
  readonly period: PeriodRow;
  readonly number: string;
  readonly name: string;
  readonly currency: string;
  readonly stateTax: string;
  readonly warnings: Payslip['warnings'];
  /** One tree for each line, with amounts as text. */
  readonly json: JsonObject;
  /** The same for a terminal, one step per line. */
  readonly text: readonly string[];
}

export async function explainPreview(
  world: World,
  ask: ExplainPreview,
): Promise<Answer<PreviewExplained>> {
  const found = await findPeriod(world, ask.periodId);
  if (!found.ok) return found;
  const period = found.value;
  if (period.status === 'completed') return alreadyPaid(period);
  return world.store.read(period, async (at) => {
    const basis = await previewedPeriod(at, period);
    return basis.ok ? explained(at, { ...ask, period, basis: basis.value }) : basis;
  });
}

async function explained(
  at: Reading,
  ask: ExplainPreview & { readonly period: PeriodRow; readonly basis: PreviewedPeriod },
): Promise<Answer<PreviewExplained>> {
  const { period, number, basis } = ask;
  const { company, revision, frame, codes, plan } = basis;
  const ids = await employeeIdsOf(at, { companyId: company.companyId, numbers: [number] });
  const employeeId = ids.get(number) ?? 0;
  const excluded = plan.excluded.find((one) => one.employeeId === employeeId);
  if (excluded !== undefined) return without(ask, 'excluded', excluded.detail);
  if (!plan.calculated.includes(employeeId)) return notOnRoster(ask);
  const [inputs = []] = await runInputs(at, [{ frame, codes, employeeIds: [employeeId] }]);
  const [one] = inputs;
  if (one === undefined) return notOnRoster(ask);
  const how = one.isAlone ? { ...frame, hasBasePay: false } : frame;
  const told = explainLines(calculationOf(codes, how), one.input);
  if (!told.ok) return told;
  if (told.value.kind === 'held') return without(ask, 'held', told.value.detail);
  const currency = currencyOf(frame.currency);
  const [person] = await peopleNamed(at, { employeeIds: [employeeId], revision });
  const { payslip } = told.value;
  return answer({
    ...{ period, number, name: person?.name ?? '', warnings: payslip.warnings },
    ...{ currency: frame.currency, stateTax: company.stateTax },
    json: explanationJson(told.value, currency),
    text: explanationText(told.value, { currency }),
  });
}

function notOnRoster({ period, number }: ExplainPreview & { readonly period: PeriodRow }) {
  return refuse({
    family: 'not_found',
    code: 'employee_not_found',
    message: `nobody with the number ${number} is on the roster of period ${period.periodId}`,
    hint: 'employee numbers are those of the roster',
    facts: { periodId: period.periodId, employee: number },
  });
}

function without(
  { period, number }: ExplainPreview & { readonly period: PeriodRow },
  disposition: 'excluded' | 'held',
  detail: string,
) {
  return refuse({
    family: 'not_found',
    code: `employee_${disposition}`,
    message: `employee ${number} would be ${disposition} in period ${period.periodId} and has no payslip: ${detail}`,
    facts: { periodId: period.periodId, employee: number },
  });
}
