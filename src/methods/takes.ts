/**
 * The arguments of every method, which are checked first: see checked.ts.
 *
 * These checks refuse wrong types and unknown names. The operation judges what a value means, such
 * as a code that does not exist or a day that no calendar covers.
 */
import { z } from 'zod';
import { answering, ask, bare, throwing } from './argument.ts';
import { takesOfApiKeys } from './takes-api-keys.ts';
import { takesOfAudit } from './takes-audit.ts';
import { takesOfComing } from './takes-coming.ts';
import { takesOfJudgement } from './takes-judgement.ts';
import { takesOfLiabilities } from './takes-liabilities.ts';
import {
  takesOfCompanies,
  takesOfPeople,
  takesOfPeriods,
  takesOfRuns,
  takesOfSavedColumns,
} from './takes-payroll.ts';
import { takesOfRehearsals } from './takes-rehearsals.ts';
import { takesOfShadow } from './takes-shadow.ts';
import { json, limit, maybe, text } from './values.ts';

const entry = answering(bare('name', text));

export const takesOfMethods = {
  ...takesOfCompanies,
  ...takesOfPeople,
  ...takesOfPeriods,
  ...takesOfRuns,
  ...takesOfJudgement,
  ...takesOfAudit,
  ...takesOfLiabilities,
  ...takesOfRehearsals,
  ...takesOfComing,
  ...takesOfShadow,
  ...takesOfSavedColumns,
  ...takesOfApiKeys,
  beat: {
    list: throwing(),
    ticks: answering(ask(z.strictObject({ entry: maybe(text), limit: maybe(limit) }).optional())),
    add: answering(bare('name', text), bare('json', json)),
    remove: entry,
    pause: entry,
    resume: entry,
    runNow: entry,
  },
  locks: {
    list: throwing(),
    release: answering(ask(z.strictObject({ name: text, isForced: maybe(z.boolean()) }))),
  },
};
