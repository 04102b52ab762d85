/** The JSON form of a pay code: its definition as in a file, and its source. */
import type { ExportedPayCodes, ListedPayCode } from '#operations/companies/list-pay-codes.ts';
import { verbatim } from './json-form.ts';

export function listedPayCodeShape({ json, from, rule, listed, entered }: ListedPayCode): object {
  const listing = listed === null ? {} : { statement_code: listed.code };
  const by = entered === null ? {} : { entered_by: entered.actor, entered_at: `${entered.at}` };
  return verbatim({ ...json, ...listing, from, rule, ...by });
}

/** The exported file itself, unchanged, so that it can be imported again. */
export function exportedPayCodesShape({ json }: ExportedPayCodes): object {
  return verbatim(json);
}
