/** What a file brought in, as somebody sees it who looks: also of which company. */
import { type Answer, answer } from '#errors.ts';
import type { ListedCompany } from './companies.ts';

export function takenInto<T extends object>(
  { code }: Pick<ListedCompany, 'code'>,
  taken: Answer<T>,
): Answer<T & { readonly company: string }> {
  return taken.ok ? answer({ company: code, ...taken.value }) : taken;
}
