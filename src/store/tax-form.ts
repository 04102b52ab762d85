/**
 * An employee's tax declaration, as the jsonb of a row.
 *
 * The store does not know the form, which depends on the country. It only keeps amounts exact. Members whose
 * names end in `Minor` are amounts and are written as text, because JSON numbers are not exact.
 */

import type { TaxForm } from '#payslip/payslip-input.ts';

export function taxFormRow(form: TaxForm): TaxForm {
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(form)) {
    row[name] = typeof value === 'bigint' ? value.toString() : value;
  }
  return row;
}

export function taxFormFrom(row: TaxForm): TaxForm {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name.endsWith('Minor') && typeof value === 'string' ? BigInt(value) : value,
    ]),
  );
}
