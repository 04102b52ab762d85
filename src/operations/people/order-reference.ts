/** The number of the court order in a stored item: it tells orders of one pay code apart. */
import { taxFormFrom } from '#store/tax-form.ts';

/** Empty: the order has no number. Null: the item is no order. */
export function referenceOf(orderText: string | null): string | null {
  if (orderText === null) return null;
  const { reference } = taxFormFrom(orderText);
  return typeof reference === 'string' ? reference : '';
}
