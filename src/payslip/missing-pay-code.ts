/** Refuses a list of pay codes without one that the calculation needs. */
import { type Answer, refuse } from '#errors.ts';

export function missingPayCode(title: string, code: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'pay_code_missing',
    message: `${title}: the company has no pay code ${code} on the pay date`,
    hint: `add ${code} to the company's pay codes`,
  });
}
