/**
 * Reads Form W-4 from a roster and from the JSON of a case.
 *
 * Elsewhere: the meaning of a form, and whether pay can be calculated with it (w4.ts).
 */
import { z } from 'zod';
import {
  datedKinds,
  type FormAmounts,
  type FormCells,
  type TaxFormReader,
} from '#payslip/taxes/tax-form.ts';
import { dateValue } from '#time/json-values.ts';
import { type ExemptionKind, exemptionKinds, exemptionProblem } from './exemptions.ts';
import { type DatedW4, type FilingStatus, type W4 } from './w4.ts';
import { w4InForce } from './w4-life.ts';

/** `none`: the employee has given no valid form. */
type FilingWord = FilingStatus | 'none';
const filingWords: readonly [FilingWord, ...FilingWord[]] = [
  'single',
  'mfs',
  'mfj',
  'qss',
  'hoh',
  'none',
];
/** Withholding began in 1943. */
const formYears = { from: 1943, to: 2099 } as const;
const laterSteps = ['step2', 'step3', 'step4a', 'step4b'] as const;

const noExemption = 'none';
const exemptionWords = [...exemptionKinds, noExemption] as const;
const unknownExemption = { words: exemptionWords, code: 'unknown_tax_exemption' };

const decimal = z.string().describe('A decimal number as text: "1234.50"');

const members = {
  step2: z.boolean().optional(),
  step3: decimal.optional(),
  step4a: decimal.optional(),
  step4b: decimal.optional(),
  step4c: decimal.optional(),
  exempt: z.boolean().optional(),
  nonresident_alien: z.boolean().optional(),
  allowances: z.int().min(0).max(1_000).optional().describe('A form of 2019 or earlier'),
  form_year: z
    .int()
    .min(formYears.from)
    .max(formYears.to)
    .optional()
    .describe('The year printed on the form. A claim to be exempt is for this year'),
};

const filingWord = z.enum(filingWords).describe('none: no valid form was given');

const taxExemption = z
  .enum(exemptionWords)
  .optional()
  .describe("Why the employee's work is exempt from Social Security, Medicare or FUTA");

const datedMembers = z.strictObject({
  received: dateValue,
  from: dateValue
    .optional()
    .describe(
      'The first pay date on which it counts, if earlier than it must; of a letter, its date; of an exemption, its first day',
    ),
  until: dateValue.optional().describe('Of an exemption: its last day'),
  kind: z
    .enum(datedKinds)
    .optional()
    .describe(
      'order: a lock-in letter; exemption: why the work is exempt from taxes. Default: form',
    ),
  tax_exemption: taxExemption.describe('Of an exemption. none: the one before ends'),
  valid: z.boolean().optional().describe('false: it was altered, or is known to be false'),
  filing_status: filingWord.optional(),
  ...members,
});

const dated = datedMembers.superRefine((row, context) => {
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const { kind, tax_exemption: exemption, until, from = row.received } = row;
  if (kind !== 'exemption') {
    const message = 'Only a row of the kind exemption has this.';
    if (exemption !== undefined) wrong('tax_exemption', message);
    if (until !== undefined) wrong('until', message);
    return;
  }
  if (exemption === undefined) wrong('tax_exemption', 'An exemption needs this value.');
  if (until !== undefined && Temporal.PlainDate.compare(until, from) < 0) {
    wrong('until', 'The exemption ends before it begins.');
  }
});

const shape = z.strictObject({
  filing_status: filingWord,
  ...members,
  tax_exemption: taxExemption,
  dated: z
    .array(dated)
    .max(100)
    .optional()
    .describe('Later forms, letters and exemptions, in any order'),
});

export const w4Reader: TaxFormReader = {
  columns: [
    ...['filing_status', 'step2', 'step3', 'step4a', 'step4b', 'step4c'],
    ...['w4_form', 'allowances', 'exempt', 'nonresident', 'tax_exemption'],
  ],
  also: { tax_exemption: ['fica_exempt', 'fica_exemption'] },
  required: ['filing_status'],
  fromCells,
  exemptionFromCells: (cells) => ({
    taxExemption: cells.requiredChoice('tax_exemption', unknownExemption),
  }),
  dependsOnPerson: (form) => form['taxExemption'] === 'child',
  problemOf: (form, of) => exemptionProblem((form as Partial<DatedW4>).taxExemption, of),
  key: 'w4',
  shape,
  fromJson: (json, amounts) => fromJson(json as z.output<typeof shape>, amounts),
  inForce: (form, period) => w4InForce(form as W4, period),
};

function fromCells(cells: FormCells, how: { readonly keepsYear?: boolean } = {}): W4 {
  const year = cells.wholeNumber('w4_form', { ...formYears, code: 'unknown_w4_form' });
  const isEarlier = year !== null && year < firstYearOfSteps;
  const allowances = cells.wholeNumber('allowances', { from: 0, to: 99 });
  if (isEarlier)
    cells.requireValue('allowances', 'A Form W-4 of 2019 or earlier requires this value.');
  if (!isEarlier && allowances !== null && cells.isRead('w4_form')) {
    const message = 'Allowances belong to a form of 2019 or earlier: set w4_form to 2019.';
    cells.report({ column: 'allowances', code: 'w4_forms_mixed', message });
  }
  const filingStatus = cells.requiredChoice('filing_status', {
    words: filingWords,
    code: 'unknown_filing_status',
  });
  const isExempt = cells.flag('exempt');
  const exemption = cells.choice('tax_exemption', unknownExemption);
  if (exemption !== null && how.keepsYear === true) {
    const message = 'Write an exemption in a row of its own, with the kind exemption.';
    cells.report({ column: 'tax_exemption', code: 'exemption_with_form', message });
  }
  const w4: W4 = {
    ...statusOf(filingStatus),
    step2: cells.flag('step2'),
    step3Minor: cells.amount('step3') ?? 0n,
    step4aMinor: cells.amount('step4a') ?? 0n,
    step4bMinor: cells.amount('step4b') ?? 0n,
    step4cMinor: cells.amount('step4c') ?? 0n,
    exempt: isExempt,
    nonresidentAlien: cells.flag('nonresident'),
    allowances: isEarlier ? allowances : null,
    ...(year !== null && (isExempt || how.keepsYear === true) ? { formYear: year } : {}),
    ...exemptionOf(exemption),
  };
  if (filingStatus === 'none' && hasEntries(w4)) {
    const message =
      'Without a form there are no entries: leave the other columns of the form empty.';
    cells.report({ column: 'filing_status', code: 'entries_without_form', message });
  }
  if (isEarlier) checkEarlierForm(cells, w4);
  return w4;
}

function exemptionOf(
  word: ExemptionKind | typeof noExemption | null | undefined,
): Pick<W4, 'taxExemption'> {
  return word === null || word === undefined || word === noExemption ? {} : { taxExemption: word };
}

/** The IRS changed the form for 2020, and every later year has the same steps. */
const firstYearOfSteps = 2020;

/** Without a form an employee is single, with no other entries. */
function statusOf(word: FilingWord): Pick<W4, 'filingStatus' | 'because'> {
  return word === 'none' ? { filingStatus: 'single', because: 'no_form' } : { filingStatus: word };
}

function hasEntries(w4: W4): boolean {
  const { step3Minor, step4aMinor, step4bMinor, step4cMinor } = w4;
  const sum = step3Minor + step4aMinor + step4bMinor + step4cMinor;
  return w4.step2 || w4.exempt === true || sum > 0n || (w4.allowances ?? 0) > 0;
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

function fromJson(json: z.output<typeof shape>, amounts: FormAmounts): W4 {
  const { dated: rows } = json;
  const form = {
    ...membersFrom(json, { amounts, pointer: '/w4' }),
    ...exemptionOf(json.tax_exemption),
  };
  if (rows === undefined) return form;
  return {
    ...form,
    dated: rows.map((row, index): DatedW4 => {
      const pointer = `/w4/dated/${index}`;
      return {
        ...membersFrom(
          { ...row, filing_status: row.filing_status ?? 'single' },
          { amounts, pointer },
        ),
        kind: row.kind ?? 'form',
        receivedOn: row.received.toString(),
        fromOn: row.from?.toString() ?? null,
        isValid: row.valid ?? true,
        ...(row.kind === 'exemption'
          ? {
              untilOn: row.until?.toString() ?? null,
              taxExemption: row.tax_exemption ?? noExemption,
            }
          : {}),
      };
    }),
  };
}

type FormJson = Omit<z.output<typeof shape>, 'dated' | 'tax_exemption'>;

function membersFrom(
  json: FormJson,
  { amounts, pointer }: { readonly amounts: FormAmounts; readonly pointer: string },
): W4 {
  const amount = (text: string | undefined, name: string) =>
    amounts.amount(text, `${pointer}/${name}`) ?? 0n;
  return {
    ...statusOf(json.filing_status),
    step2: json.step2 ?? false,
    step3Minor: amount(json.step3, 'step3'),
    step4aMinor: amount(json.step4a, 'step4a'),
    step4bMinor: amount(json.step4b, 'step4b'),
    step4cMinor: amount(json.step4c, 'step4c'),
    exempt: json.exempt ?? false,
    nonresidentAlien: json.nonresident_alien ?? false,
    allowances: json.allowances ?? null,
    ...(json.form_year === undefined ? {} : { formYear: json.form_year }),
  };
}
