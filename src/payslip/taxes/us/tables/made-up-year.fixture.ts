/**
 * Figures of 2027 that fit together, made up for tests: brackets 2 % higher than those of 2026, and other deductions.
 * The publication of 2027 is not in this repository.
 */
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import type { UsTableFile } from './us-table-shape.ts';

const deductions = { single: 16_400, mfj: 32_800, hoh: 24_600 };

type Status = keyof typeof deductions;

/** `change` edits the copy, as a person does. */
export function madeUp2027(change: (file: Editable) => void = () => undefined): UsTableFile {
  const file = structuredClone(usFederal.yearTables?.fileOf(2026)) as unknown as Editable;
  file.year = 2027;
  for (const status of Object.keys(deductions) as Status[]) rewrite(file, status);
  for (const group of Object.values(file)) {
    if (typeof group === 'object' && 'source' in group) group.source = 'made up for 2027';
  }
  file.social_security.wage_base = '190800';
  file.nonresident_addition.from_2020 = '16400';
  file.nonresident_addition.before_2020 = '12100';
  if (file.levy_exempt) {
    Object.assign(file.levy_exempt, {
      ...{ single: '16400', joint: '32800', head_of_household: '24600', dependent: '5300' },
    });
  }
  if (file.mileage) file.mileage.rate_per_mile = '0.74';
  change(file);
  return file;
}

type Editable = Mutable<UsTableFile>;
type Mutable<Of> = Of extends object ? { -readonly [Key in keyof Of]: Mutable<Of[Key]> } : Of;

function rewrite(file: Editable, status: Status): void {
  const { standard, step_2: step2, line_1g: line1g } = file.income_tax;
  const [whole, half] = [standard[status], step2[status]];
  const first = Number(whole[1]?.at_least);
  const start = deductions[status] - Number(line1g[status]);
  let tax = 0;
  let before = { wages: 0, percent: 0 };
  for (const [index, row] of whole.entries()) {
    const scaled = Math.round(((Number(row.at_least) - first) * 1.02) / 50) * 50;
    const wages = index === 0 ? 0 : start + scaled;
    tax += ((wages - before.wages) * before.percent) / 100;
    before = { wages, percent: Number(row.percent) };
    Object.assign(row, { at_least: String(wages), tax: tax.toFixed(2) });
    if (index === 0) continue;
    const halved = Math.floor((wages + Number(line1g[status]) + 1) / 2);
    const cents = Math.floor((Math.round(tax * 100) + 1) / 2);
    Object.assign(half[index] ?? {}, {
      ...{ at_least: String(halved), tax: (cents / 100).toFixed(2) },
    });
  }
}
