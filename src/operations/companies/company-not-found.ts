/** The single refusal for a company that does not exist. */
import { type Refused, refuse } from '#errors.ts';
import { didYouMean } from '#text/closest-word.ts';

export function companyNotFound(code: string, known: readonly string[] = []): Refused {
  return refuse({
    family: 'not_found',
    code: 'company_not_found',
    message: `there is no company ${code}.${didYouMean(code, known)}`,
    hint: 'choose an existing company',
    actions: [{ action: 'list_companies' }],
  });
}
