/**
 * A slice of a roster as the bytes of two COPYs: its people's versions, and their items.
 *
 * A row that is written plainly goes from the bytes of the file to the bytes of the COPY; other rows go through the
 * columns of inputs.ts. The ids of the people are filled in at the end, when the database has given them.
 */

import { assert } from '#errors.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import { taxFormRow } from '#store/tax-form.ts';
import { begunCopy, endedCopy, RowWriter } from './binary-copy.ts';
import { type EmployeeToWrite, employees, type RosterItemToWrite, rosterItems } from './inputs.ts';
import { writerOf } from './staged-rows.ts';

/** A row that is written plainly: its values, and the bytes of the file that have its number and its name. */
interface PlainPerson {
  readonly row: {
    readonly rowNumber: number;
    readonly text: Buffer;
    /** Where the cell at a place begins and ends. */
    from(place: number): number;
    to(place: number): number;
  } | null;
  readonly numberAt: number;
  readonly nameAt: number;
  readonly payType: 'salary' | 'hourly';
  /** The salary in minor units, or the hourly rate in millionths. */
  readonly pay: number;
  readonly hiredDay: number;
  /** NaN: no last day. */
  readonly endedDay: number;
  /** NaN: no birth date. */
  readonly birthDay: number;
  readonly workState: string | null;
  readonly overtime: string | null;
  readonly scheduleCode: string | null;
  readonly assignment: Pick<EmployeeToWrite, 'department' | 'costCentre' | 'jobTitle'>;
  /** NaN: no day. */
  readonly assignedDay: number;
  readonly taxForm: TaxForm;
  /** For each deduction of the roster: millionths of a percent, and minor units. Zero: none. */
  readonly percents: Float64Array;
  readonly amounts: Float64Array;
}

/** A row that was read carefully. */
export interface CarefulRow {
  readonly person: EmployeeToWrite;
  readonly items: readonly RosterItemToWrite[];
}

/** Where the rows go: into the tables themselves, as rows of a revision, or into temporary tables. */
export type Destination = { readonly companyId: number; readonly revision: number } | 'staging';

const personValues = employees.values.map(writerOf);
const itemKeys = rosterItems.keys.slice(1).map(writerOf);
const itemValues = rosterItems.values.map(writerOf);
const namesOf = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);

/** The columns of the encoded rows of people and of items, in order. */
export const copiedVersionColumns = ['employee_id', ...namesOf(employees.values)];
export const copiedItemColumns = namesOf([...rosterItems.keys, ...rosterItems.values]);

/** The bytes of forms that many people share. */
const formsKept = 20_000;

export class RosterSlice {
  /** Employee numbers, in the order of the rows. */
  readonly numbers: string[] = [];
  itemCount = 0;
  unscheduled = 0;
  readonly #to: Destination;
  readonly #payCodeIds: readonly number[];
  readonly #scheduleOf: (code: string | null) => number | null;
  readonly #versions = begunCopy();
  readonly #items = begunCopy();
  /** Where the ids are: of each version, and of each item with the place of its person. */
  readonly #versionIdsAt: number[] = [];
  readonly #itemIdsAt: number[] = [];
  readonly #itemPeople: number[] = [];

  constructor(ask: {
    readonly to: Destination;
    /** The pay codes of the roster's deductions, in their order. */
    readonly payCodeIds: readonly number[];
    readonly scheduleOf: (code: string | null) => number | null;
  }) {
    this.#to = ask.to;
    this.#payCodeIds = ask.payCodeIds;
    this.#scheduleOf = ask.scheduleOf;
  }

  get rows(): number {
    return this.numbers.length;
  }

  addCareful(number: string, { person, items }: CarefulRow): void {
    this.numbers.push(number);
    if (person.scheduleId === null) this.unscheduled += 1;
    const to = this.#beginVersion();
    for (const writeCell of personValues) writeCell(person, to);
    this.#end(to, person.rowNumber);
    for (const item of items) {
      const into = this.#beginItem();
      for (const writeCell of itemKeys) writeCell(item, into);
      for (const writeCell of itemValues) writeCell(item, into);
      this.#end(into, item.rowNumber);
    }
  }

  addPlain(plain: PlainPerson): void {
    const { row } = plain;
    assert(row, 'a plain row was read');
    const part = (place: number) => ({ from: row.from(place), to: row.to(place) });
    const number = part(plain.numberAt);
    this.numbers.push(row.text.toString('latin1', number.from, number.to));
    const scheduleId = this.#scheduleOf(plain.scheduleCode);
    if (scheduleId === null) this.unscheduled += 1;
    const to = this.#beginVersion();
    if (scheduleId === null) to.absent();
    else to.int4(scheduleId);
    to.textOf(row.text, part(plain.nameAt));
    to.dayOf(plain.hiredDay);
    dayOrNull(to, plain.endedDay);
    dayOrNull(to, plain.birthDay);
    to.text(plain.payType);
    const isSalary = plain.payType === 'salary';
    if (isSalary) to.int8Of(plain.pay);
    to.absent();
    if (!isSalary) to.int8Of(plain.pay);
    textOrNull(to, plain.workState);
    textOrNull(to, plain.overtime);
    to.raw(jsonOf(plain.taxForm));
    to.absent();
    textOrNull(to, plain.assignment.department);
    textOrNull(to, plain.assignment.costCentre);
    textOrNull(to, plain.assignment.jobTitle);
    dayOrNull(to, plain.assignedDay);
    to.absent();
    this.#end(to, row.rowNumber);
    for (let at = 0; at < this.#payCodeIds.length; at += 1) this.#addItem(plain, at);
  }

  #addItem({ percents, amounts, row }: PlainPerson, at: number): void {
    const percentMicro = percents[at] as number;
    const amountMinor = amounts[at] as number;
    if (percentMicro === 0 && amountMinor === 0) return;
    const to = this.#beginItem();
    to.int4(this.#payCodeIds[at] as number);
    to.text('');
    if (amountMinor === 0) to.absent();
    else to.int8Of(amountMinor);
    if (percentMicro === 0) to.absent();
    else to.int8Of(percentMicro);
    to.text('');
    to.text('');
    this.#end(to, row?.rowNumber ?? 0);
  }

  #beginVersion(): RowWriter {
    const to = this.#versions;
    this.#versionIdsAt.push(this.#begin(to, copiedVersionColumns.length));
    return to;
  }

  #beginItem(): RowWriter {
    const to = this.#items;
    this.itemCount += 1;
    this.#itemIdsAt.push(this.#begin(to, copiedItemColumns.length));
    this.#itemPeople.push(this.numbers.length - 1);
    return to;
  }

  /** Answers with the place of the id, which is not known yet. */
  #begin(to: RowWriter, columns: number): number {
    const destination = this.#to;
    if (destination === 'staging') to.row(columns + 1);
    else {
      to.row(columns + 2);
      to.int4(destination.companyId);
      to.int4(destination.revision);
    }
    to.int4(0);
    return to.used - 4;
  }

  #end(to: RowWriter, rowNumber: number): void {
    if (this.#to === 'staging') to.int4(rowNumber);
  }

  /** The bytes of both COPYs. `idOf` gives the id of the person at a place of the slice, from 0 on. */
  encoded(idOf: (at: number) => number): {
    readonly versions: readonly Buffer[];
    readonly items: readonly Buffer[];
  } {
    this.#versionIdsAt.forEach((place, at) => this.#versions.int4At(place, idOf(at)));
    this.#itemIdsAt.forEach((place, at) =>
      this.#items.int4At(place, idOf(this.#itemPeople[at] as number)),
    );
    return { versions: endedCopy(this.#versions), items: endedCopy(this.#items) };
  }
}

const forms = new Map<TaxForm, Buffer>();
let formWriter = new RowWriter();

/** The bytes of the form's column. */
function jsonOf(form: TaxForm): Buffer {
  const known = forms.get(form);
  if (known !== undefined) return known;
  const start = formWriter.used;
  formWriter.jsonb(JSON.stringify(taxFormRow(form)));
  const bytes = formWriter.copyFrom(start);
  if (formWriter.isFull) formWriter = new RowWriter();
  if (forms.size >= formsKept) forms.clear();
  forms.set(form, bytes);
  return bytes;
}

function textOrNull(to: RowWriter, text: string | null): void {
  if (text === null) to.absent();
  else to.text(text);
}

function dayOrNull(to: RowWriter, day: number): void {
  if (Number.isNaN(day)) to.absent();
  else to.dayOf(day);
}
