/**
 * Adds the made-up country to the countries of this process. Import it before anything else: pay codes of all countries
 * are put together when they are first imported.
 */
import { type CountryPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { madeUpCountry } from './made-up-country.ts';

(taxPacks as CountryPack[]).push(madeUpCountry);
