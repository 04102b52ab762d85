/** Random Forms W-4: one form, or a history of forms, lock-in letters and releases with their dates. */
import type { Seeded } from '#engine/seeded.ts';
import type { PeriodFacts } from '#payslip/payslip-input.ts';
import { type DatedW4, filingStatuses, type W4 } from '#payslip/taxes/us/w4.ts';

/** Some have a history. */
export function randomForms(chance: Seeded, period: PeriodFacts): W4 {
  if (chance.chance(0.7)) return randomForm(chance);
  return withHistory(chance, { form: randomW4(chance), period });
}

/** Some are under a lock-in letter. */
export function randomForm(chance: Seeded): W4 {
  const form = randomW4(chance);
  const { nonresidentAlien } = form;
  const isUnder = chance.chance(0.1) && form.exempt !== true && nonresidentAlien !== true;
  return isUnder ? { ...form, lockIn: { ...randomW4(chance), exempt: false } } : form;
}

/** A first form, or none, and up to four rows around the pay date, each on a day of its own. */
function withHistory(
  chance: Seeded,
  { form, period }: { readonly form: W4; readonly period: PeriodFacts },
): W4 {
  const { payOn } = period;
  const first: W4 = chance.chance(0.3)
    ? { ...plain, because: 'no_form' }
    : { ...form, nonresidentAlien: false, ...yearIfExempt(chance, { form, payOn }) };
  const rows = 1 + chance.below(4);
  const dated = Array.from({ length: rows }, (_, nth): DatedW4 => {
    const kind = chance.pick(['form', 'form', 'form', 'order', 'release'] as const);
    const receivedOn = payOn.subtract({ days: nth * 17 + chance.below(17) - 12 });
    const own: W4 = { ...randomW4(chance), nonresidentAlien: false };
    const isExempt = kind === 'form' && chance.chance(0.2);
    const year = chance.pick([payOn.year - 1, payOn.year, payOn.year, payOn.year + 1]);
    return {
      ...{ ...own, kind, receivedOn: receivedOn.toString() },
      ...(isExempt ? { exempt: true, allowances: null } : { exempt: false }),
      ...(chance.chance(0.5) || isExempt ? { formYear: year } : {}),
      fromOn: chance.chance(0.3) ? receivedOn.add({ days: chance.below(25) }).toString() : null,
      isValid: chance.chance(0.9),
    };
  });
  return { ...first, dated: chance.chance(0.5) ? dated : dated.toReversed() };
}

const plain: W4 = {
  ...{ filingStatus: 'single', step2: false, step3Minor: 0n, step4aMinor: 0n },
  ...{ step4bMinor: 0n, step4cMinor: 0n, exempt: false, nonresidentAlien: false },
  allowances: null,
};

function yearIfExempt(
  chance: Seeded,
  { form, payOn }: { readonly form: W4; readonly payOn: Temporal.PlainDate },
): Pick<W4, 'formYear'> {
  const formYear = payOn.year - chance.below(2);
  return form.exempt === true ? { formYear } : {};
}

function randomW4(chance: Seeded): W4 {
  const old = chance.chance(0.25);
  const dollars = (most: number): bigint => {
    const cents = BigInt(chance.below(most * 100));
    return chance.chance(0.2) ? (cents / 100n) * 100n : cents;
  };
  const amount = (most: number): bigint => (chance.chance(0.3) ? dollars(most) : 0n);
  return {
    filingStatus: old
      ? chance.pick(['single', 'mfs', 'mfj'] as const)
      : chance.pick(filingStatuses),
    step2: !old && chance.chance(0.3),
    step3Minor: old ? 0n : amount(8_000),
    step4aMinor: old ? 0n : amount(30_000),
    step4bMinor: old ? 0n : amount(30_000),
    step4cMinor: amount(200),
    exempt: !old && chance.chance(0.03),
    nonresidentAlien: false,
    allowances: old ? chance.below(12) : null,
    ...(chance.chance(0.05) ? { nonresidentAlien: true, exempt: false } : {}),
  };
}
