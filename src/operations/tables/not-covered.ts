/** Refusals of a country or a year for which this version has no figures. */
import { type Answer, type Issue, refuse } from '#errors.ts';
import { type CountryPack, packInWords } from '#payslip/taxes/tax-packs.ts';

export function yearNotCovered(year: number | undefined, pack: CountryPack): Answer<never> {
  return refused('year_not_covered', {
    pointer: '/year',
    message: `There is no tax table for ${year}.`,
    hint: `choose a year of these tables: ${packInWords(pack)}`,
  });
}

export function countryNotCovered(message: string, known: readonly CountryPack[]): Answer<never> {
  return refused('country_not_covered', {
    pointer: '/country',
    message,
    hint: `choose one of: ${known.map(({ country }) => country).join(', ')}`,
  });
}

function refused(code: string, of: Omit<Issue, 'code'> & { hint: string }): Answer<never> {
  const { pointer, message, hint } = of;
  return refuse({ family: 'invalid', code, message, hint, issues: [{ pointer, code, message }] });
}
