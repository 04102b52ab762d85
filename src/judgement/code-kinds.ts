/** What the limits need to know of a pay code, as flags by the id of the code. */

export const isEarning = 1;
/** Bonuses and other pay in addition to the regular wages. */
export const isSupplemental = 2;
/** Hours of time worked. */
export const isWorkedHours = 4;
/** Salary, and time worked that is paid at the plain rate. */
export const isStraight = 8;

export const isOfTaxes = 16;
/** Tips that are reported, and taxes that wages could not cover because of them. */
export const isOfTips = 32;

export type CodeKinds = Uint8Array;
