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
  if (Array.isArray(form['dated'])) {
    row['dated'] = (form['dated'] as readonly TaxForm[]).map(taxFormRow);
  }
  return row;
}

/** Forms that were read before: many employees have the same one, and a form is never changed. */
const forms = new Map<string, TaxForm>();
const formsMax = 5_000;

function withAmounts(name: string, value: unknown): unknown {
  return name.endsWith('Minor') && typeof value === 'string' ? BigInt(value) : value;
}

/** Reads the text of a stored form. */
export function taxFormFrom(text: string): TaxForm {
  const known = forms.get(text);
  if (known !== undefined) return known;
  if (forms.size >= formsMax) forms.clear();
  const form = Object.freeze(JSON.parse(text, withAmounts)) as TaxForm;
  forms.set(text, form);
  return form;
}
