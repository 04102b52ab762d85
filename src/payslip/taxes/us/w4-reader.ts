/**
 * Reads Form W-4 from a roster and from the JSON of a case.
 *
 * Elsewhere: the meaning of a form, and whether pay can be calculated with it (w4.ts).
 */
import { z } from 'zod';
import type { FormAmounts, FormCells, TaxFormReader } from '#payslip/taxes/tax-form.ts';
import { type FilingStatus, filingStatuses, type W4 } from './w4.ts';

const filingWords: readonly [FilingStatus, ...FilingStatus[]] = [
  'single',
  'mfs',
  'mfj',
  'qss',
  'hoh',
];
/** Withholding began in 1943. */
const formYears = { from: 1943, to: 2099 } as const;
const laterSteps = ['step2', 'step3', 'step4a', 'step4b'] as const;

const decimal = z.string().describe('A decimal number as text: "1234.50"');

const shape = z.strictObject({
  filing_status: z.enum(filingStatuses),
  step2: z.boolean().optional(),
  step3: decimal.optional(),
  step4a: decimal.optional(),
  step4b: decimal.optional(),
  step4c: decimal.optional(),
  exempt: z.boolean().optional(),
  nonresident_alien: z.boolean().optional(),
  allowances: z.int().min(0).max(1_000).optional().describe('A form of 2019 or earlier'),
});

export const w4Reader: TaxFormReader = {
  columns: [
    ...['filing_status', 'step2', 'step3', 'step4a', 'step4b', 'step4c'],
    ...['w4_form', 'allowances', 'exempt', 'nonresident'],
  ],
  required: ['filing_status'],
  fromCells,
  key: 'w4',
  shape,
  fromJson: (json, amounts) => fromJson(json as z.output<typeof shape>, amounts),
};

function fromCells(cells: FormCells): W4 {
  const isEarlier = isEarlierForm(cells);
  const allowances = cells.wholeNumber('allowances', { from: 0, to: 99 });
  if (isEarlier)
    cells.requireValue('allowances', 'A Form W-4 of 2019 or earlier requires this value.');
  if (!isEarlier && allowances !== null && cells.isRead('w4_form')) {
    const message = 'Allowances belong to a form of 2019 or earlier: set w4_form to 2019.';
    cells.report({ column: 'allowances', code: 'w4_forms_mixed', message });
  }
  const w4: W4 = {
    filingStatus: cells.requiredChoice('filing_status', {
      words: filingWords,
      code: 'unknown_filing_status',
    }),
    step2: cells.flag('step2'),
    step3Minor: cells.amount('step3') ?? 0n,
    step4aMinor: cells.amount('step4a') ?? 0n,
    step4bMinor: cells.amount('step4b') ?? 0n,
    step4cMinor: cells.amount('step4c') ?? 0n,
    exempt: cells.flag('exempt'),
    nonresidentAlien: cells.flag('nonresident'),
    allowances: isEarlier ? allowances : null,
  };
  if (isEarlier) checkEarlierForm(cells, w4);
  return w4;
}

/** The column has the year of the form. The IRS changed the form for 2020, and every later year has the same steps. */
function isEarlierForm(cells: FormCells): boolean {
  const year = cells.wholeNumber('w4_form', { ...formYears, code: 'unknown_w4_form' });
  return year !== null && year < 2020;
}

/** A form of 2019 or earlier has no Steps 2 to 4(b), and only three filing statuses. */
function checkEarlierForm(cells: FormCells, w4: W4): void {
  const given = [w4.step2, w4.step3Minor > 0n, w4.step4aMinor > 0n, w4.step4bMinor > 0n];
  laterSteps.forEach((column, index) => {
    if (!given[index]) return;
    const message = 'A Form W-4 of 2019 or earlier does not have this step.';
    cells.report({ column, code: 'w4_forms_mixed', message });
  });
  if (w4.filingStatus === 'qss' || w4.filingStatus === 'hoh') {
    const message =
      'On a form of 2019 or earlier, the status is single, mfj (married) or mfs (married, at the higher single rate).';
    cells.report({ column: 'filing_status', code: 'w4_forms_mixed', message });
  }
}

function fromJson(json: z.output<typeof shape>, { amount }: FormAmounts): W4 {
  return {
    filingStatus: json.filing_status,
    step2: json.step2 ?? false,
    step3Minor: amount(json.step3, '/w4/step3') ?? 0n,
    step4aMinor: amount(json.step4a, '/w4/step4a') ?? 0n,
    step4bMinor: amount(json.step4b, '/w4/step4b') ?? 0n,
    step4cMinor: amount(json.step4c, '/w4/step4c') ?? 0n,
    exempt: json.exempt ?? false,
    nonresidentAlien: json.nonresident_alien ?? false,
    allowances: json.allowances ?? null,
  };
}
