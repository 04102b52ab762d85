/**
 * Opens a run that pays only the amounts in a file, on its own pay date (a bonus, a correction). It pays no
 * salary and no recurring items.
 *
 * The run has a key, given or made from the date and the content (off-cycle-key.ts). The same key with the
 * same content returns the existing run. Voiding a run frees its key.
 *
 * Refusals
 *   key_invalid         the key contains an invisible character, or is too long
 *   key_taken           a run has this key and pays something else
 *   frequency_unclear   the file's people are paid at different frequencies, or their frequency is unknown
 *   period_backwards    the period ends before it starts
 *   file_refused        values are unusual, and the caller refuses them
 *   those of `readInputs`, file-forms.ts, pay-date-given.ts and insert-off-cycle.ts
 *
 * Opening locks the company's inputs. The unique index on keys prevents a second run in any case.
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { peopleOf } from '#files/employee-cell.ts';
import { inputsCsv } from '#files/inputs-file.ts';
import { formAt, type MayHaveForm } from '#operations/people/file-forms.ts';
import { measuresOfCompany } from '#operations/people/measures-of-company.ts';
import { unusualOrRefused } from '#operations/people/multiplied-columns.ts';
import { type ReadInputs, readInputs } from '#operations/people/read-inputs.ts';
import { unusualInInputs } from '#operations/people/unusual-inputs.ts';
import type { MayRefuseUnusual, UnusualValue } from '#operations/people/unusual-values.ts';
import { againstPayDate, payDaysOf } from '#operations/schedules/pay-date-given.ts';
import type { World } from '#operations/world.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { parseFrequency, periodsPerYear } from '#schedule/frequency.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { frequenciesOf, type KeyedRun, runOfKey } from '#store/reads/off-cycle.ts';
import { periodById } from '#store/reads/periods.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { Writing } from '#store/store.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { periodItems, replacePeriodItems } from '#store/writes/inputs.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import type { OffCycleKey } from '#store/writes/runs.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import { stageVersions } from '#store/writes/versions.ts';
import { insertOffCycle, type Opening, type ToldOfFile } from './insert-off-cycle.ts';
import { digestOf, givenKey, madeKey } from './off-cycle-key.ts';

export interface OpenOffCycleRun extends MayHaveForm, MayRefuseUnusual {
  readonly company: CompanyRow;
  readonly payOn: Temporal.PlainDate;
  readonly bytes: Uint8Array;
  /** The identity of the payment; one run has it. Null: made from the pay date and the content. */
  readonly key: string | null;
  /** Default: one pay period that ends on the pay date. */
  readonly startOn: Temporal.PlainDate | null;
  readonly endOn: Temporal.PlainDate | null;
  /** How often these people are paid. Required when the file's people leave it unclear. */
  readonly frequency: string | null;
}

export async function openOffCycleRun(
  tx: Writing,
  ask: OpenOffCycleRun & { readonly world: World },
): Promise<Answer<Opening>> {
  const { company, payOn } = ask;
  const { companyId } = company;
  const given = ask.key === null ? answer(null) : givenKey(ask.key);
  if (!given.ok) return given;
  const read = await readFile(tx, ask);
  if (!read.ok) return read;
  const { inputs, employeeIds, frequency, startOn, endOn } = read.value;
  const digest = digestOf({ payOn, startOn, endOn, frequency, rows: inputs.rows() });
  const offCycle = { key: given.value ?? madeKey(payOn, digest), digest };
  // From here on, every other opening of this company waits.
  const revision = await raiseInputRevision(tx, companyId);
  const there = await runOfKey(tx, { companyId, key: offCycle.key });
  const { notes, codes } = inputs;
  if (there !== null) {
    return there.digest === digest ? wasThere(there, notes) : keyTaken(there, offCycle);
  }
  const days = await payDaysOf(tx, company);
  if (!days.ok) return days;
  const refusal = againstPayDate(payOn, days.value);
  if (refusal !== null) return refusal;
  const periodId = await insertPeriod(tx, {
    ...{ companyId, scheduleId: null, frequency, startOn, endOn },
    ...{
      nominalPayOn: payOn,
      payOn,
      payOnReason: `an off-cycle run, by ${actorOf(ask.world.caller)}`,
    },
    ...{ status: 'active', automationEnabled: false, automationRule: null, catchUpDays: 0 },
    ...{ due: null, byHand: true, kind: 'off_cycle' },
  });
  const staged = await stageVersions(tx, periodItems(periodId), { rows: inputs.rows() });
  await replacePeriodItems(tx, { companyId, revision, periodId, staged, extent: 'whole_people' });
  const unusual = await unusualIn(tx, { ...ask, periodId, staged, codes });
  if (!unusual.ok) return unusual;
  const opening = { ...ask, periodId, revision, paysHeldOf: null, offCycle, employeeIds };
  const opened = await insertOffCycle(tx, opening);
  if (!opened.ok) return opened;
  return answer({ ...opened.value, file: { notes, unusual: unusual.value } });
}

async function unusualIn(
  tx: Writing,
  ask: MayRefuseUnusual & {
    readonly company: CompanyRow;
    readonly periodId: number;
    readonly staged: Staged;
    readonly codes: PayCodes;
  },
): Promise<Answer<readonly UnusualValue[]>> {
  const measures = await measuresOfCompany(tx, ask.company);
  const period = await periodById(tx, ask.periodId);
  assert(period, `period ${ask.periodId} is there`);
  const column = { hours: 'hours', isByCode: false };
  const values = await unusualInInputs(tx, { ...ask, period, measures, column });
  return unusualOrRefused('inputs', { ...ask, values, changes: [], limits: measures.limits });
}

interface ReadFile {
  readonly inputs: ReadInputs;
  readonly employeeIds: readonly number[];
  readonly frequency: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

async function readFile(tx: Writing, ask: OpenOffCycleRun): Promise<Answer<ReadFile>> {
  const { companyId } = ask.company;
  const used = await formAt(tx, { ...ask, companyId, shape: inputsCsv });
  if (!used.ok) return used;
  const { form } = used.value;
  const endOn = ask.endOn ?? ask.payOn;
  // The days limit which hours a file may contain. The first limit is a month; the pay frequency then narrows
  // it.
  const widest = ask.startOn ?? endOn.subtract({ months: 1 }).add({ days: 1 });
  if (Temporal.PlainDate.compare(widest, endOn) > 0) return backwards(widest, endOn);
  const known = await employeeIdsOf(tx, { companyId });
  const idOf = (employeeNumber: string) => known.get(employeeNumber) ?? 0;
  const people = { ...peopleOf(known), idOf };
  const first = await readInputs(tx, { ...ask, form, people, period: { startOn: widest, endOn } });
  if (!first.ok) return first;
  const ids = new Set<number>();
  for (const { employeeId } of first.value.rows()) ids.add(employeeId);
  const employeeIds = [...ids].sort((a, b) => a - b);
  const frequency = await frequencyFor(tx, { ...ask, companyId, employeeIds });
  if (!frequency.ok) return frequency;
  const days = Math.floor(364 / periodsPerYear(frequency.value));
  const startOn = ask.startOn ?? endOn.subtract({ days: days - 1 });
  const inputs = await readInputs(tx, { ...ask, form, people, period: { startOn, endOn } });
  if (!inputs.ok) return inputs;
  const read = { employeeIds, frequency: frequency.value, startOn, endOn };
  return answer({ ...read, inputs: inputs.value });
}

function wasThere({ runId, periodId }: KeyedRun, notes: ToldOfFile['notes']): Answer<Opening> {
  return answer({ kind: 'was_there', runId, periodId, file: { notes, unusual: [] } });
}

function keyTaken({ runId, key, state }: KeyedRun, { digest }: OffCycleKey): Refused {
  return refuse({
    family: 'conflict',
    code: 'key_taken',
    message: `run ${runId} already has the key "${key}" and pays something else`,
    hint:
      state === 'committed'
        ? 'that run is committed: see what it paid, and pay the rest under another key'
        : 'void that run to replace it, or pay this in addition under another key',
    actions: [
      { action: state === 'committed' ? 'show_run' : 'void_run', run: runId },
      { action: 'ask_again', with: 'key' },
    ],
    facts: { runId, key, state, digest },
  });
}

async function frequencyFor(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly employeeIds: readonly number[];
    readonly frequency: string | null;
  },
) {
  if (ask.frequency !== null) return parseFrequency(ask.frequency);
  const found = await frequenciesOf(tx, ask);
  const [only] = found;
  if (only !== undefined && found.length === 1) return parseFrequency(only);
  return refuse({
    family: 'invalid',
    code: 'frequency_unclear',
    message:
      only === undefined
        ? 'the pay frequency of these people is unknown'
        : `the people in the file have different pay frequencies (${found.join(' and ')}), and withholding depends on it`,
    hint: 'give the frequency, or make one run for each',
    actions: [{ action: 'ask_again', with: 'frequency' }],
  });
}

function backwards(startOn: Temporal.PlainDate, endOn: Temporal.PlainDate): Refused {
  return refuse({
    family: 'invalid',
    code: 'period_backwards',
    message: `the days end on ${endOn}, before they start on ${startOn}`,
  });
}
