/** Dated tax forms and letters as known now, in the order in which they were received. */
import { type Answer, answer } from '#errors.ts';
import type { World } from '#operations/world.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import type { DatedForm } from '#payslip/taxes/tax-form.ts';
import { peopleWithDatedForms } from '#store/reads/dated-forms.ts';
import { taxFormFrom } from '#store/tax-form.ts';
import { datedIn } from './import-forms.ts';
import { idsOfListed, type ListDated } from './list-dated.ts';

export interface ListedForm {
  readonly number: string;
  readonly form: TaxForm & DatedForm;
}

export function listForms(world: World, ask: ListDated): Promise<Answer<readonly ListedForm[]>> {
  return world.store.read(ask.company, async (at): Promise<Answer<readonly ListedForm[]>> => {
    const people = await idsOfListed(at, ask);
    if (!people.ok) return people;
    const rows = await peopleWithDatedForms(at, { ...ask.company, employeeIds: people.value });
    return answer(
      rows.flatMap(({ number, taxForm }) =>
        datedIn(taxFormFrom(taxForm)).map((form) => ({ number, form })),
      ),
    );
  });
}
