/**
 * The people of a register, page after page: first those who are paid, in the order of the runs and of the roster;
 * then, apart, those whom a run held or excluded. A page has a read of its own, so that a million people neither
 * fill the memory nor keep a snapshot open.
 *
 * Refusals: those of open-register.ts; wrong_place (`after` is not what an earlier page gave); run_changed.
 */
import { type Answer, answer, assert } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { wrongPlace } from '#operations/wrong-place.ts';
import { everyId, type NotPaidRow, notPaidRows, peopleOfRuns } from '#store/reads/register.ts';
import type { Reading } from '#store/store.ts';
import { type DepartmentSums, departmentSums } from './department-sums.ts';
import {
  type AskRegister,
  isAsOpened,
  type RegisterFrame,
  type RegisterRun,
  type RegisterTotals,
  registerChanged,
  registerFrame,
  registerTotals,
} from './open-register.ts';
import { mergedByPerson, peopleOfRun, type RegisterPerson } from './register-people.ts';

export interface NotPaidPerson extends NotPaidRow {
  readonly runId: number;
}

export interface RegisterRows {
  readonly people: readonly RegisterPerson[];
  readonly notPaid: readonly NotPaidPerson[];
}

export interface RegisterPage extends RegisterRows {
  readonly frame: RegisterFrame;
  /** Null on a later page. */
  readonly totals: RegisterTotals | null;
  /** Null: the register has rows of people. */
  readonly departments: readonly DepartmentSums[] | null;
  /** Null: this is the last page. */
  readonly next: string | null;
}

/** Where a page goes on, between two runs or inside one. The number of a run is 0 when each person has one row. */
interface Place {
  readonly part: 'people' | 'not_paid';
  readonly runId: number;
  /** The last person of the page before. */
  readonly employeeId: number;
}

interface Pinned {
  readonly pin: number;
  readonly place: Place;
}

export async function registerPage(
  world: World,
  ask: AskRegister & { readonly after: string | null; readonly limit: number },
): Promise<Answer<RegisterPage>> {
  const from = pinnedPlace(ask.after);
  if (from === undefined) return wrongPlace('register');
  const frame = await registerFrame(world, ask, from?.pin ?? null);
  if (!frame.ok) return frame;
  const totals = from === null ? await registerTotals(world, frame.value) : null;
  if (totals !== null && !totals.ok) return totals;
  const departments = await departmentSums(world, frame.value);
  if (departments !== null && totals !== null) assertWhole(summed(departments), totals.value.all);
  const place = from?.place ?? null;
  const page = await nextPeople(world, frame.value, { place, limit: ask.limit });
  if (!page.ok) return page;
  const { rows, next } = page.value;
  return answer({
    ...{ frame: frame.value, totals: totals?.value ?? null, departments, ...rows },
    next: next === null ? null : placeText({ pin: frame.value.pin, place: next }),
  });
}

export interface OpenRegister {
  readonly frame: RegisterFrame;
  readonly totals: RegisterTotals;
  /** Null: the register has rows of people. */
  readonly departments: readonly DepartmentSums[] | null;
  /** Every page. Throws Bug at the end if the people do not add up to the totals of the runs. */
  readonly pages: (limit: number) => AsyncGenerator<Answer<RegisterRows>>;
}

/** The whole register, to be read page by page. */
export async function openRegister(world: World, ask: AskRegister): Promise<Answer<OpenRegister>> {
  const opened = await registerFrame(world, ask, null);
  if (!opened.ok) return opened;
  const frame = opened.value;
  const totals = await registerTotals(world, frame);
  if (!totals.ok) return totals;
  const { all } = totals.value;
  const departments = await departmentSums(world, frame);
  if (departments !== null) assertWhole(summed(departments), all);
  return answer({
    ...{ frame, totals: totals.value, departments },
    pages: (limit) => everyPage(world, frame, { all, limit }),
  });
}

async function* everyPage(
  world: World,
  frame: RegisterFrame,
  { all, limit }: { readonly all: Sums; readonly limit: number },
): AsyncGenerator<Answer<RegisterRows>> {
  const sum = { paid: 0, grossMinor: 0n, taxesMinor: 0n, netMinor: 0n };
  let place: Place | null = null;
  do {
    const page: Answer<Rows> = await nextPeople(world, frame, { place, limit });
    if (!page.ok) {
      yield page;
      return;
    }
    for (const one of page.value.rows.people) {
      sum.paid += one.payslips;
      sum.grossMinor += one.grossMinor;
      sum.taxesMinor += one.taxesMinor;
      sum.netMinor += one.netMinor;
    }
    place = page.value.next;
    if (place === null && frame.by !== 'department') assertWhole(sum, all);
    yield answer(page.value.rows);
  } while (place !== null);
}

function summed(departments: readonly DepartmentSums[]): Sums {
  const sum = (of: 'grossMinor' | 'taxesMinor' | 'netMinor') =>
    departments.reduce((all, one) => all + one[of], 0n);
  return {
    paid: departments.reduce((all, one) => all + one.paid, 0),
    ...{ grossMinor: sum('grossMinor'), taxesMinor: sum('taxesMinor'), netMinor: sum('netMinor') },
  };
}

type Sums = Pick<RegisterTotals['all'], 'paid' | 'grossMinor' | 'taxesMinor' | 'netMinor'>;

function assertWhole(sum: Sums, all: Sums): void {
  const isWhole =
    sum.paid === all.paid &&
    sum.grossMinor === all.grossMinor &&
    sum.taxesMinor === all.taxesMinor &&
    sum.netMinor === all.netMinor;
  assert(isWhole, 'the people of a register add up to the totals of its runs');
}

interface Rows {
  readonly rows: RegisterRows;
  /** Null: this was the last page. */
  readonly next: Place | null;
}

async function nextPeople(
  world: World,
  frame: RegisterFrame,
  { place, limit }: { readonly place: Place | null; readonly limit: number },
): Promise<Answer<Rows>> {
  const found = { people: [] as RegisterPerson[], notPaid: [] as NotPaidPerson[] };
  let at: Place | null = place ?? firstPlace(frame);
  while (at !== null) {
    const room = limit - found.people.length - found.notPaid.length;
    if (room <= 0) break;
    const read = await readAt(world, frame, { place: at, limit: room });
    if (!read.ok) return read;
    const { people, notPaid, isFull } = read.value;
    found.people.push(...people);
    found.notPaid.push(...notPaid);
    const last = people.at(-1) ?? notPaid.at(-1);
    const goesOn = isFull && last !== undefined;
    at = goesOn ? { ...at, employeeId: last.employeeId } : placeAfter(frame, at);
  }
  return answer({ rows: found, next: at });
}

interface Read {
  readonly people: readonly RegisterPerson[];
  readonly notPaid: readonly NotPaidPerson[];
  /** There may be more at this place. */
  readonly isFull: boolean;
}

async function readAt(
  world: World,
  frame: RegisterFrame,
  { place, limit }: { readonly place: Place; readonly limit: number },
): Promise<Answer<Read>> {
  const { companyId } = frame.company;
  const ask = { ...everyId, first: place.employeeId + 1, limit };
  return world.store.read({ companyId }, async (at): Promise<Answer<Read>> => {
    if (!(await isAsOpened(at, frame))) return registerChanged(frame);
    if (frame.by === 'person' && place.part === 'people') {
      return answer(await readMerged(at, frame, ask));
    }
    const one = frame.runs.find(({ run }) => run.runId === place.runId);
    if (one === undefined) return wrongPlace('register');
    if (place.part === 'people') {
      const people = await peopleOfRun(at, one, { ...ask, reversedAt: reversedAt(frame) });
      return answer({ people, notPaid: [], isFull: people.length === limit });
    }
    const { runId, snapshotRevision: revision } = one.run;
    const rows = await notPaidRows(at, { runId, revision, ...ask });
    const notPaid = rows.map((row) => ({ ...row, runId }));
    return answer({ people: [], notPaid, isFull: rows.length === limit });
  });
}

/** All pages of a time show the reversals that its first page has seen. */
function reversedAt({ span, pin }: RegisterFrame): number | null {
  return span === null ? null : pin;
}

/** Rows of all runs together that are held in memory at once. */
const mergedRows = 20_000;

async function readMerged(
  at: Reading,
  frame: RegisterFrame,
  ask: { readonly first: number; readonly last: number; readonly limit: number },
): Promise<Read> {
  const { runs } = frame;
  const limit = Math.min(ask.limit, Math.max(100, Math.floor(mergedRows / runs.length)));
  const runIds = runs.map(({ run }) => run.runId);
  const ids = await peopleOfRuns(at, { ...ask, runIds, limit });
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return { people: [], notPaid: [], isFull: false };
  const pin = reversedAt(frame);
  const each = [];
  for (const one of runs)
    each.push(await peopleOfRun(at, one, { first, last, limit, reversedAt: pin }));
  return { people: mergedByPerson(each), notPaid: [], isFull: ids.length === limit };
}

function firstPlace({ runs, by }: RegisterFrame): Place | null {
  const [first] = runs;
  if (first === undefined || by === 'department') return null;
  return { part: 'people', runId: by === 'person' ? 0 : first.run.runId, employeeId: 0 };
}

/** Of the next run, or of the people who are not paid. Null after the last place. */
function placeAfter({ runs, by }: RegisterFrame, { part, runId }: Place): Place | null {
  const isMerged = by === 'person' && part === 'people';
  const here = runs.findIndex(({ run }: RegisterRun) => run.runId === runId);
  const next = isMerged ? undefined : runs[here + 1];
  if (next !== undefined) return { part, runId: next.run.runId, employeeId: 0 };
  const [first] = runs;
  if (part === 'not_paid' || first === undefined) return null;
  return { part: 'not_paid', runId: first.run.runId, employeeId: 0 };
}

const partLetters = { people: 'p', not_paid: 'n' } as const;

function placeText({ pin, place }: Pinned): string {
  return [pin, partLetters[place.part], place.runId, place.employeeId].join('.');
}

/** Null for the first page. Undefined: no page gave this text. */
function pinnedPlace(after: string | null): Pinned | null | undefined {
  if (after === null) return null;
  const [, pin, letter, runId, employeeId] =
    /^(\d{1,9})\.([pn])\.(\d{1,9})\.(\d{1,9})$/.exec(after) ?? [];
  if (pin === undefined) return undefined;
  const part = letter === partLetters.people ? 'people' : 'not_paid';
  return {
    pin: Number(pin),
    place: { part, runId: Number(runId), employeeId: Number(employeeId) },
  };
}
