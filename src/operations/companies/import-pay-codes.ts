/**
 * Imports a company's own pay codes from JSON or CSV: all or nothing.
 *
 * A version (a pay code from a date on) in the file replaces the version that begins on the same date. All
 * others stay. Importing the same file again writes nothing. The resulting list is checked together with
 * the built-in pay codes.
 *
 * Refusals: those of the file and of other-kind.ts, and invalid_pay_codes with an issue and a pointer for every error:
 *
 *   - reserved_id: ids 1 to 999 are built in;
 *   - code_in_use: a run has used the id with another code or kind;
 *   - formula_cell: a spreadsheet would run the text as a formula;
 *   - errors of a definition: it is circular, its base is calculated later, …
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { unsafeText } from '#files/csv-text.ts';
import { parsePayCodeCsv, payCodeCsv } from '#files/pay-code-csv.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { refusedAsOtherKind } from '#operations/people/other-kind.ts';
import type { World } from '#operations/world.ts';
import { builtInBeside, everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { ownIdsFrom, type PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import {
  type PayCodeJson,
  parsePayCodeFile,
  payCodeFrom,
  payCodeJson,
} from '#payslip/codes/pay-code-file.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type PayCodeRow, payCodesKnownAt, payCodesRead } from '#store/reads/pay-codes.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { lockInputRevision, raiseInputRevision } from '#store/writes/companies.ts';
import { replacePayCodes } from '#store/writes/pay-codes.ts';
import { parseJsonText } from '#text/json-text.ts';
import { currencyOf, ownDefinitions } from './pay-codes.ts';

interface ImportPayCodes {
  readonly company: CompanyRow;
  /** A JSON or CSV file. */
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
}

export interface ImportedPayCodes {
  /** Versions in the file. */
  readonly versions: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly notes: readonly never[];
  readonly written: boolean;
}

const always = Temporal.PlainDate.from('0001-01-01');

export async function importPayCodes(
  world: World,
  ask: ImportPayCodes,
): Promise<Answer<ImportedPayCodes>> {
  const { companyId } = ask.company;
  const other = isJson(ask.bytes)
    ? null
    : await world.store.read({ companyId }, (at) =>
        refusedAsOtherKind(at, { ...ask, companyId, shape: payCodeCsv, given: null }),
      );
  if (other !== null) return other;
  const file = readFile(ask.bytes);
  if (!file.ok) return file;
  const hasChanged = ({ added, changed }: Counts) => added + changed > 0;
  const how = { scope: { companyId }, dryRun: ask.dryRun, hasChanged };
  const taken = await allOrNothing(world, how, (tx) =>
    take(tx, { ...ask, file: file.value, actor: actorOf(world.caller) }),
  );
  if (!taken.ok) return taken;
  return answer({ ...taken.value, notes: [], written: !ask.dryRun && hasChanged(taken.value) });
}

type Counts = Pick<ImportedPayCodes, 'versions' | 'added' | 'changed' | 'unchanged'>;

interface PayCodeFile {
  readonly json: unknown;
  place(pointer: string): string;
}

function readFile(bytes: Uint8Array): Answer<PayCodeFile> {
  if (!isJson(bytes)) return parsePayCodeCsv(bytes);
  const json = parseJsonText(new TextDecoder().decode(bytes));
  if (!json.ok) return json;
  return answer({ json: json.value, place: (pointer) => pointer });
}

function isJson(bytes: Uint8Array): boolean {
  return /^\ufeff?\s*[{[]/.test(new TextDecoder().decode(bytes));
}

async function take(
  tx: Writing,
  ask: ImportPayCodes & { readonly file: PayCodeFile; readonly actor: string },
): Promise<Answer<Counts>> {
  const { company, file } = ask;
  const { companyId } = company;
  // Other imports wait here, so that the list that is checked is also the list that is saved.
  const before = await lockInputRevision(tx, companyId);
  const known = await payCodesKnownAt(tx, { companyId, revision: before });
  const given = givenIn(file.json);
  const replaced = new Set(given.map(versionKey));
  const staying = known.filter((row) => !replaced.has(rowKey(row)));
  const pack = packFor(company.currency);
  const beside = [
    ...builtInBeside(pack, ownDefinitions(known)),
    ...staying.map((row) => payCodeFrom(row.definition as PayCodeJson)),
  ];
  const currency = currencyOf(company.currency);
  const parsed = parsePayCodeFile(file.json, { beside, currency, taxes: pack });
  if (!parsed.ok) return refused(parsed.refusal.issues ?? [], file);
  const own = parsed.value.versions.slice(beside.length);
  const issues = [
    ...unsafeIn(own),
    ...reservedIn(own),
    ...inUseIn(own, await payCodesRead(tx, ask.company)),
  ];
  if (issues.length > 0) return refused(issues, file);
  const revision = await raiseInputRevision(tx, companyId);
  const codes = own.map((definition) => ({
    payCodeId: definition.id,
    code: definition.code,
    validFrom: validFromOf(definition),
    definition: { ...payCodeJson(definition) },
  }));
  const { begun, closed } = await replacePayCodes(tx, { companyId, revision, codes });
  const counts = { added: begun - closed, changed: closed, unchanged: own.length - begun };
  await audit(tx, {
    companyId,
    actor: ask.actor,
    action: 'paycodes.import',
    subject: `company:${companyId}`,
    facts: { revision, versions: own.length, codes: own.map(({ code }) => code), ...counts },
  });
  return answer({ versions: own.length, ...counts });
}

/** The ids and dates of the file, before it is checked. */
function givenIn(json: unknown): readonly { id: unknown; validFrom: unknown }[] {
  const list: unknown = json instanceof Object && 'pay_codes' in json ? json.pay_codes : null;
  if (!Array.isArray(list)) return [];
  return list.map((one: unknown) => ({
    id: one instanceof Object && 'id' in one ? one.id : null,
    validFrom: one instanceof Object && 'valid_from' in one ? one.valid_from : undefined,
  }));
}

const versionKey = (one: { id: unknown; validFrom?: unknown }): string =>
  JSON.stringify([one.id, one.validFrom ?? always]);
const rowKey = ({ payCodeId, validFrom }: PayCodeRow): string =>
  JSON.stringify([payCodeId, validFrom]);

function validFromOf({ validFrom }: PayCodeDefinition): Temporal.PlainDate {
  return validFrom === undefined ? always : Temporal.PlainDate.from(validFrom);
}

function unsafeIn(own: readonly PayCodeDefinition[]): readonly Issue[] {
  return own.flatMap(({ title, journalAccount }, index) =>
    (
      [
        ['title', title],
        ['journal_account', journalAccount],
      ] as const
    ).flatMap(([key, text]) => {
      const unsafe = unsafeText(text);
      return unsafe === null ? [] : [{ pointer: `/pay_codes/${index}/${key}`, ...unsafe }];
    }),
  );
}

function reservedIn(own: readonly PayCodeDefinition[]): readonly Issue[] {
  const builtIn = new Set(everyBuiltInPayCode.map(({ id }) => id));
  return own.flatMap(({ id, code }, index) => {
    if (id >= ownIdsFrom || builtIn.has(id)) return [];
    const message = `${code}: ids below ${ownIdsFrom} are built in or kept for it; take a higher one.`;
    return [{ pointer: `/pay_codes/${index}/id`, code: 'reserved_id', message }];
  });
}

/** Payslips store the id, so its meaning can never change. */
function inUseIn(
  own: readonly PayCodeDefinition[],
  read: readonly { readonly payCodeId: number; readonly code: string; readonly kind: string }[],
): readonly Issue[] {
  return own.flatMap(({ id, code, kind }, index) => {
    const other = read.find(
      (one) => one.payCodeId === id && (one.code !== code || one.kind !== kind),
    );
    if (other === undefined) return [];
    const isCode = other.code !== code;
    const message = `A run has calculated with ${id} as ${other.code}, ${other.kind}; take a new id.`;
    const pointer = `/pay_codes/${index}/${isCode ? 'code' : 'kind'}`;
    return [{ pointer, code: 'code_in_use', message }];
  });
}

function refused(issues: readonly Issue[], file: PayCodeFile): Answer<never> {
  // An error may be found in a pay code that is not in the file, but that the file refers to.
  const inFile = (pointer: string) => (pointer.startsWith('/pay_codes/-') ? '/pay_codes' : pointer);
  const placed = issues.map((one) => ({ ...one, pointer: file.place(inFile(one.pointer)) }));
  const [first] = placed;
  return refuse({
    family: 'invalid',
    code: 'invalid_pay_codes',
    message: `the pay codes cannot be used: ${first?.message ?? ''}`,
    hint: 'correct the definitions listed; nothing was saved',
    issues: placed,
  });
}
