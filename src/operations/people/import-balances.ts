/**
 * Imports opening year-to-date balances, per employee and tax or pay code: all or nothing.
 *
 * A balance that differs from the stored one replaces it, and the answer has both values. A company that
 * starts in the middle of a year needs this once. Yearly limits then continue from the previous system.
 *
 * Refusals: those of the file, employee_unknown among them.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer } from '#errors.ts';
import {
  type BalancesFileRow,
  balancesCsv,
  neededBalances,
  parseBalancesFile,
} from '#files/balances-file.ts';
import { peopleOf } from '#files/employee-cell.ts';
import type { FileNote } from '#files/typed-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { balancePayCodes, currencyOf, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { openShadows } from '#store/reads/shadows.ts';
import { type PartBalances, partBalances, totalIds } from '#store/reads/year-to-date.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { recordInputFile } from '#store/writes/input-files.ts';
import {
  type OpeningBalance,
  openingBalances,
  replaceOpeningBalances,
} from '#store/writes/inputs.ts';
import { countPeopleIn } from '#store/writes/staged-questions.ts';
import { type Replaced, type StagedVersions, stageVersions } from '#store/writes/versions.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { formFor, type MayHaveForm } from './file-forms.ts';
import { hasChanged, importProgress } from './import-in-slices.ts';
import { type WhatChanged, type Words, whatChanged } from './input-changes.ts';
import { measuresOfCompany } from './measures-of-company.ts';
import { unusualOrRefused } from './multiplied-columns.ts';
import { unusualInBalances } from './unusual-balances.ts';
import type { HasUnusual, MayRefuseUnusual } from './unusual-values.ts';

interface ImportBalances extends MayHaveForm, MayRefuseUnusual {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  /** Kept with what the file changes. */
  readonly fileName?: string | undefined;
  readonly dryRun: boolean;
}

export interface ImportedBalances extends WhatChanged, HasUnusual {
  readonly rows: number;
  readonly employees: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importBalances(
  world: World,
  ask: ImportBalances,
): Promise<Answer<ImportedBalances>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const country = packFor(company.currency);
  const used = await formFor(world, { ...ask, companyId, shape: balancesCsv });
  if (!used.ok) return used;
  const { form } = used.value;
  const { known, own } = await world.store.read({ companyId }, async (at) => ({
    known: await employeeIdsOf(at, { companyId }),
    own: await payCodesKnownAt(at, { companyId, revision: await currentRevision(at, companyId) }),
  }));
  const payCodes = balancePayCodes(own, country);
  const progress = importProgress(world, 'balances');
  const file = parseBalancesFile(ask.bytes, {
    currency: currencyOf(company.currency),
    country,
    people: peopleOf(known),
    payCodes: new Set(payCodes.idOf.keys()),
    tell: progress.read,
    form,
  });
  if (!file.ok) return file;
  const { rowCount } = file.value;
  const rows = balancesOf(file.value.rows(), { known, idOf: payCodes.idOf });
  const taken = await allOrNothing(
    world,
    { scope: { companyId }, dryRun, hasChanged },
    async (tx) => {
      const sent = progress.sent(rowCount);
      const staged = await stageVersions(tx, openingBalances, { rows, ...sent });
      const revision = await raiseInputRevision(tx, companyId);
      const tell = progress.written(staged.rows);
      const done = await replaceOpeningBalances(tx, { companyId, revision, staged, tell });
      const of = { companyId, revision, rows: rowCount, fileName: ask.fileName ?? null };
      await recordInputFile(tx, { ...of, what: 'balances', how: 'new' });
      const facts = { revision, rows: rowCount };
      const subject = `company:${companyId}`;
      await audit(tx, {
        companyId,
        actor: actorOf(world.caller),
        action: 'balances.import',
        subject,
        facts,
      });
      const told = await whatChangedIn(tx, { ...ask, staged, done, payCode: payCodes.named });
      if (!told.ok) return told;
      const { begun, closed } = done;
      const part = await partBalances(tx, { companyId, staged: staged.table, ...payCodes });
      const people = await countPeopleIn(tx, staged);
      const shadows = await openShadows(tx, companyId);
      return answer({ begun, closed, changed: told.value, part, employees: people, shadows });
    },
  );
  if (!taken.ok) return taken;
  const { employees, changed, part, shadows } = taken.value;
  const beside = shadows.map(beforeShadow);
  const notes = [...file.value.notes, ...incompleteNotes(part, country), ...beside];
  const written = !dryRun && hasChanged(taken.value);
  return answer({ rows: rowCount, employees, ...changed, notes, written });
}

/** A comparison adds the periods in shadow to the balances, so balances that have them would count them twice. */
function beforeShadow({
  schedule,
  fromOn,
  compared,
}: Awaited<ReturnType<typeof openShadows>>[number]): FileNote {
  const before = dayInWords(toEpochDay(fromOn));
  const again = compared === 0 ? '' : ' Compare its periods again, because their year has changed.';
  return {
    code: 'balances_before_shadow',
    message: `Schedule ${schedule} is in shadow: the balances of its people must end before ${before}.${again}`,
    facts: { schedule, fromOn: fromOn.toString(), compared },
  };
}

async function whatChangedIn(
  tx: Writing,
  ask: ImportBalances &
    Pick<Words, 'payCode'> & { readonly staged: StagedVersions; readonly done: Replaced },
): Promise<Answer<WhatChanged & HasUnusual>> {
  const { company, staged, done, payCode } = ask;
  const measures = await measuresOfCompany(tx, company);
  const { limits, currency } = measures;
  const words: Words = { what: 'balances', currency, payCode };
  const changed = whatChanged(done, { rows: staged.rows, words, rateLimit: limits.rate });
  const values = done.begun === 0 ? [] : await unusualInBalances(tx, { staged, measures });
  const unusual = unusualOrRefused('balances', { ...ask, ...changed, values, limits });
  return unusual.ok ? answer({ ...changed, unusual: unusual.value }) : unusual;
}

function* balancesOf(
  rows: Iterable<BalancesFileRow>,
  by: {
    readonly known: ReadonlyMap<string, number>;
    readonly idOf: ReadonlyMap<string, number>;
  },
): Generator<OpeningBalance> {
  for (const { rowNumber, employeeNumber, taxYear, amounts } of rows) {
    const employeeId = by.known.get(employeeNumber) ?? 0;
    for (const { payCode, amountMinor } of amounts) {
      yield { rowNumber, employeeId, taxYear, payCodeId: by.idOf.get(payCode) ?? 0, amountMinor };
    }
  }
}

/** Partial balances count towards yearly limits, but a payslip's year-to-date cannot start from them. */
function incompleteNotes(
  { people, first }: PartBalances,
  country: CountryPack,
): readonly FileNote[] {
  if (people === 0) return [];
  const nameOf = (id: number) =>
    Object.entries(totalIds).find(([, total]) => total === id)?.[0] ??
    neededBalances(country).find(({ payCode }) => payCodeIdOf(payCode, country) === id)?.tax;
  const shown = first.map(({ number, name, taxYear, missing }) => {
    const what =
      missing.length === 0
        ? 'the amounts do not add up to GROSS and NET'
        : `missing ${missing.map(nameOf).join(', ')}`;
    return `${number} ${name}, ${taxYear}: ${what}`;
  });
  const more = people - new Set(first.map(({ number }) => number)).size;
  const rest = more > 0 ? `; and ${counted(more, 'more person')}` : '';
  const message = `The balances of ${counted(people, 'person')} are incomplete (${shown.join('; ')}${rest}). They count toward yearly limits. Until you import the rest, their payslips show year-to-date amounts only since the first pay date in Paybeat.`;
  return [{ code: 'balances_incomplete', message }];
}
