/**
 * The library's functions that need no database: calculate a payslip, list what is calculated, make and check next
 * year's tax tables, plan a schedule, and list the next times of a cron expression. Each takes JSON and returns an `Answer` at once.
 */
import { z } from 'zod';
import { answerShownAs, verbatim } from '#answers/json-form.ts';
import { checkedTablesShape, exportedTablesShape } from '#answers/tax-tables.ts';
import { answeringAtOnce, ask, bare } from '#methods/argument.ts';
import { withChecks } from '#methods/checked.ts';
import { day, json, maybe, moment } from '#methods/values.ts';
import { calculateCase } from '#operations/calculate-case.ts';
import { coverage } from '#operations/coverage.ts';
import { nextCron } from '#operations/schedules/next-cron.ts';
import { planDefinition } from '#operations/schedules/plan-definition.ts';
import { checkTables } from '#operations/tables/check-tables.ts';
import { exportTables } from '#operations/tables/export-tables.ts';
import { withJsonForms } from './json-forms.ts';
import { ownWords } from './own-words.ts';

const members = {
  /**
   * Calculates one payslip from JSON; `caseSchema` describes that JSON. Refusals: `invalid_case`
   * (an issue per fault), `tax_table_missing`, `currency_not_covered`. `tables` is the JSON of a file of next year's
   * figures, with the refusals of `checkTables`.
   */
  calculateCase: (
    given: unknown,
    how: { readonly explain?: boolean; readonly tables?: unknown } = {},
  ) =>
    answerShownAs(calculateCase(given, { explain: false, ...how }), (calculated) =>
      verbatim(calculated.json),
    ),
  /**
   * What this version calculates, by which source, and what it does not. Calculates every published example again.
   * Without `country`, the first one; without `year`, all years. Refusals: `country_not_covered`, `year_not_covered`.
   */
  coverage: (ask: { readonly country?: string; readonly year?: number } = {}) => coverage(ask),
  /**
   * The figures of a year as a file, to make next year's by editing a copy. Without `year`, the newest. Refusals:
   * `country_not_covered`, `year_not_covered`.
   */
  exportTables: (ask: { readonly country?: string; readonly year?: number } = {}) =>
    answerShownAs(exportTables(ask), exportedTablesShape),
  /**
   * Checks a file of figures: form, sense, changes since the year before, and its examples. Refusals: `not_tax_tables`,
   * `country_not_covered`, `invalid_tax_tables` (an issue per fault).
   */
  checkTables: (given: unknown) => answerShownAs(checkTables(given), checkedTablesShape),
  /**
   * The next times of a cron expression, from JSON: `{ expression, zone?, from?, count? }`. Without `from`,
   * they follow `now`.
   * Refusal: `cron_question_invalid`, with an issue per fault.
   */
  nextCron: (given: unknown, now: Temporal.Instant) => nextCron(given, now),
  /**
   * Plans a schedule in JSON; `scheduleSchema` describes it. Saves nothing. Without `fromOn`, the plan begins
   * on the day of `now`. Without `toOn`, it has twelve months. `defaults` gives the zone and the calendar of a
   * schedule that names none.
   */
  planDefinition: (given: Parameters<typeof planDefinition>[0]) => planDefinition(given),
};

type Defaults = Parameters<typeof planDefinition>[0]['defaults'];

const takesWithoutDatabase = {
  calculateCase: answeringAtOnce(
    bare('json', json),
    ask(z.strictObject({ explain: maybe(z.boolean()), tables: maybe(json) }).optional()),
  ),
  coverage: answeringAtOnce(
    ask(z.strictObject({ country: maybe(z.string()), year: maybe(z.int()) }).optional()),
  ),
  exportTables: answeringAtOnce(
    ask(z.strictObject({ country: maybe(z.string()), year: maybe(z.int()) }).optional()),
  ),
  checkTables: answeringAtOnce(bare('json', json)),
  nextCron: answeringAtOnce(bare('json', json), bare('now', moment)),
  planDefinition: answeringAtOnce(
    ask(
      z.strictObject({
        ...{ definition: json, now: moment, fromOn: maybe(day), toOn: maybe(day) },
        defaults: z.custom<Defaults>(
          (given) => typeof given === 'object' && given !== null,
          'Expected an object: { timeZone?, calendar? }.',
        ),
      }),
    ),
  ),
};

export const withoutDatabase = withJsonForms(withChecks(members, takesWithoutDatabase, ownWords));
