/**
 * A change that is tried in a rehearsal: a file of terms (raises from a day on), of items or a roster (hires), or a
 * schedule as JSON. Each is taken by the operation that takes it in reality.
 *
 * A schedule has the keys of its definition; `from` says on which day its first new period may begin.
 *
 * Refusals: change_unclear; those of the operation that takes the file.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { firstRows } from '#files/first-rows.ts';
import { fitOf, isWhole } from '#files/fits-kind.ts';
import { shapeOf } from '#operations/people/file-kinds.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { changeSavedSchedule } from '#operations/schedules/change-saved-schedule.ts';
import type { World } from '#operations/world.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { type CompanyRow, schedules } from '#store/reads/companies.ts';
import { counted } from '#text/counted.ts';
import { parseJsonText } from '#text/json-text.ts';
import { parsePlainDate } from '#time/plain-date.ts';

export interface ChangeFile {
  /** Without its folders. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface AppliedChange {
  readonly fileName: string;
  readonly kind: (typeof triedKinds)[number] | 'schedule';
  /** What it changes, as a sentence without its full stop. */
  readonly summary: string;
  /** What the import says besides, such as people without a schedule. */
  readonly notes: readonly string[];
}

const triedKinds = ['terms', 'items', 'roster'] as const;

interface ApplyChange {
  readonly company: CompanyRow;
  readonly file: ChangeFile;
}

export async function applyChange(world: World, ask: ApplyChange): Promise<Answer<AppliedChange>> {
  const { fileName, bytes } = ask.file;
  const text = textOf(bytes)?.trimStart() ?? '';
  const applied = text.startsWith('{')
    ? await applySchedule(world, { ...ask, text })
    : await applyRows(world, ask);
  return applied.ok ? answer({ fileName, ...applied.value }) : applied;
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

type Applied = Omit<AppliedChange, 'fileName'>;

async function applySchedule(
  world: World,
  { company, file, text }: ApplyChange & { readonly text: string },
): Promise<Answer<Applied>> {
  const parsed = parseJsonText(text);
  if (!parsed.ok) return parsed;
  const { from, ...definition } = Object(parsed.value) as Readonly<Record<string, unknown>>;
  const fromOn = from === undefined ? null : parsePlainDate(from);
  if (fromOn !== null && !fromOn.ok) return fromOn;
  const { code } = definition;
  if (typeof code !== 'string') {
    return unclear(file, 'a schedule needs the key code, which names the schedule that it changes');
  }
  const changed = await changeSavedSchedule(world, {
    ...{ company: company.code, code, definition, fromOn: fromOn?.value ?? null },
    ...{ transitionPayOn: null, reason: 'rehearsal', dryRun: false },
  });
  if (!changed.ok) return changed;
  const summary = `changes the schedule ${code}`;
  return answer({ kind: 'schedule', summary, notes: changed.value.warnings });
}

async function applyRows(world: World, { company, file }: ApplyChange): Promise<Answer<Applied>> {
  const { fileName, bytes } = file;
  const country = packFor(company.currency);
  const kind = triedKinds.find((one) => {
    const shape = shapeOf(one, country);
    return isWhole(fitOf(firstRows(bytes, shape), shape));
  });
  if (kind === undefined) {
    return unclear(file, `its columns are not those of a file of ${triedKinds.join(', ')}`);
  }
  const how = { company, bytes, fileName, dryRun: false };
  if (kind === 'roster') {
    const scheduleCode = await onlySchedule(world, company);
    const taken = await importRoster(world, { ...how, scheduleCode });
    if (!taken.ok) return taken;
    const { added, changed } = taken.value;
    const notes = taken.value.notes.map(({ message }) => message);
    const summary = `adds ${counted(added, 'person')} to the roster and changes ${counted(changed, 'person')}`;
    return answer({ kind, summary, notes });
  }
  const take = kind === 'terms' ? importTerms : importItems;
  const taken = await take(world, { ...how, replace: true });
  if (!taken.ok) return taken;
  const { begun, employees } = taken.value;
  const what = kind === 'terms' ? 'pay' : 'items';
  const summary = `changes the ${what} of ${counted(employees, 'person')} (${counted(begun, 'row')})`;
  return answer({ kind, summary, notes: taken.value.notes.map(({ message }) => message) });
}

/** For people whose row names no schedule. Null: the company has several, so nobody knows which. */
async function onlySchedule(world: World, { companyId }: CompanyRow): Promise<string | null> {
  const all = await world.store.read({ companyId }, (at) => schedules(at));
  return all.length === 1 ? (all[0]?.code ?? null) : null;
}

function unclear({ fileName }: ChangeFile, why: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'change_unclear',
    message: `${fileName} is no change that a rehearsal can try: ${why}`,
    hint: 'give a file of terms, items or a roster, or a schedule as JSON',
    facts: { fileName },
  });
}
