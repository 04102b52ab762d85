/** Adds the company's code to the result of an import. */
import { type Answer, answer } from '#errors.ts';
import type { ListedCompany } from './companies.ts';

export function takenInto<T extends object>(
  { code }: Pick<ListedCompany, 'code'>,
  taken: Answer<T>,
): Answer<T & { readonly company: string }> {
  return taken.ok ? answer({ company: code, ...taken.value }) : taken;
}
