/** The values in answers. They describe the JSON form; the answers themselves are made elsewhere, so nothing is parsed. */
import { z } from 'zod';

/** A decimal string in the currency of the same object or an outer one: `1234.50`. */
export const amount = z.string().meta({ description: 'A decimal amount.', examples: ['1234.50'] });
export const date = z.string().meta({ format: 'date' });
export const instant = z.string().meta({ format: 'date-time' });
/** A decimal string of a rate or a quantity: `25.5`. */
export const decimal = z.string().meta({ description: 'A decimal number.', examples: ['25.5'] });
export const currency = z.string().meta({ examples: ['USD'] });

/** JSON that users wrote, or whose parts a later version may change. */
export const openObject = z.record(z.string(), z.unknown());

/** What somebody may do next: its name, and facts that depend on the name. */
export const action = z.looseObject({ action: z.string() }).meta({ id: 'Action' });

/** A remark on a run or a payslip. `code` is what programs rely on. */
export const warning = z
  .looseObject({ code: z.string(), message: z.string() })
  .meta({ id: 'Warning' });

/** What of a page is missing: pass `next` as `after` of the following request. Null: this is the last page. */
export const nextNumber = z.int().nullable();
export const nextText = z.string().nullable();
