/** Makes an input smaller while it still shows a difference, so that a person can see what the difference is about. */
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { w4Of } from '#payslip/taxes/us/w4.ts';

export function smallerInput(
  input: PayslipInput,
  stillDiffers: (input: PayslipInput) => boolean,
): PayslipInput {
  for (const one of smallerOnes(input)) {
    if (stillDiffers(one)) return smallerInput(one, stillDiffers);
  }
  return input;
}

/** Each is smaller by one thing. */
function* smallerOnes(input: PayslipInput): Iterable<PayslipInput> {
  const { items, worked, yearBefore, lastRegularPay } = input;
  const form = w4Of(input);
  if (input.regularTax !== undefined) yield without(input, 'regularTax');
  if (worked !== undefined) yield without(input, 'worked');
  if (yearBefore !== undefined) yield without(input, 'yearBefore');
  if (lastRegularPay) yield { ...input, lastRegularPay: null };
  for (const gone of items) yield { ...input, items: items.filter((item) => item !== gone) };
  for (const gone of input.yearToDate.codes) {
    const kept = [...input.yearToDate].filter(([id]) => id !== gone);
    yield { ...input, yearToDate: AmountsByCode.from(new Map(kept)) };
  }
  const { dated } = form;
  for (const gone of dated ?? []) {
    yield { ...input, taxForm: { ...form, dated: dated?.filter((row) => row !== gone) } };
  }
  if (form.lockIn) yield { ...input, taxForm: { ...form, lockIn: null } };
  if (dated === undefined && (form.step2 || form.step4cMinor > 0n)) {
    yield { ...input, taxForm: { ...form, step2: false, step4cMinor: 0n } };
  }
}

function without(input: PayslipInput, member: keyof PayslipInput): PayslipInput {
  const rest: Record<string, unknown> = { ...input };
  delete rest[member];
  return rest as unknown as PayslipInput;
}
