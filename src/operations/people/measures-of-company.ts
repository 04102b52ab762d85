/** What unusual values are measured with: the company's limits, and its today. */
import { limitsOf, type PayLimits } from '#judgement/limits.ts';
import type { Currency } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';
import { toEpochDay } from '#time/plain-date.ts';

export interface CompanyMeasures {
  readonly currency: Currency;
  readonly limits: PayLimits;
  /** The hours that an annual salary covers. */
  readonly hoursPerYear: number;
  /** In the company's zone, as days since 1970. */
  readonly today: number;
}

export async function measuresOfCompany(
  at: Reading,
  company: CompanyRow,
): Promise<CompanyMeasures> {
  const { companyId, timeZone } = company;
  const revision = await currentRevision(at, companyId);
  const { limits, hoursPerYear } = await paySettingsAt(at, { companyId, revision });
  const now = await databaseNow(at);
  const currency = currencyOf(company.currency);
  return {
    ...{ currency, limits: limitsOf(limits, currency), hoursPerYear },
    today: toEpochDay(now.toZonedDateTimeISO(timeZone).toPlainDate()),
  };
}
