/** The JSON form of a company's dated terms and items. */
import type { ListedItem, ListedTerms } from '#operations/people/list-dated.ts';
import type { ListedForm } from '#operations/people/list-forms.ts';
import type { ListedCompany } from './companies.ts';

type Of = Pick<ListedCompany, 'code' | 'currency'>;

export function termsShape({ code, currency }: Of, terms: readonly ListedTerms[]): object {
  const shown = terms.map((one) => ({
    employee: one.number,
    job: one.job,
    from: one.fromOn,
    until: one.untilOn,
    payType: one.payType,
    annualSalaryMinor: one.annualSalaryMinor,
    hourlyRate: one.hourlyRate,
  }));
  return { company: code, currency, terms: shown };
}

export function itemsShape({ code, currency }: Of, items: readonly ListedItem[]): object {
  const shown = items.map((one) => ({
    employee: one.number,
    code: one.code,
    amountMinor: one.amountMinor,
    percent: one.percent,
    quantity: one.quantity,
    rate: one.rate,
    job: one.job,
    reference: one.reference,
    from: one.fromOn,
    until: one.untilOn,
    balanceMinor: one.balanceMinor,
    leftMinor: one.leftMinor,
    order: one.order,
    ...{ limitMinor: one.limitMinor, limitFor: one.limitFor },
  }));
  return { company: code, currency, items: shown };
}

/** The members of a form have the names of its country. */
export function formsShape({ code, currency }: Of, forms: readonly ListedForm[]): object {
  const shown = forms.map(({ number, form }) => {
    const { kind, receivedOn, fromOn, untilOn, isValid, ...members } = form;
    const dates = { kind, received: receivedOn, from: fromOn, until: untilOn ?? null, isValid };
    return { employee: number, ...dates, form: members };
  });
  return { company: code, currency, forms: shown };
}
