/**
 * A register as CSV. Every line has the same columns, so that a spreadsheet and a database read it: no remark stands
 * above the header or below the rows. The first column says what a row is:
 *
 *   person     somebody who is paid; one row for each run, or one for all runs
 *   run_total  the sums of one run, with the checksum that it was approved with; only of several runs
 *   department the sums of a department, instead of people
 *   held, excluded   somebody who is not paid, with the reason and without amounts
 *   total      the sums of all; the last row, so that a file without it is not whole
 *
 * The checksum begins with `sha256:`, because a spreadsheet could read digits as a number. See decision 0099.
 */
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { csvText, defused } from '#text/csv-line.ts';
import type { DepartmentSums } from './department-sums.ts';
import {
  hoursCell,
  type RegisterFrame,
  type RegisterSums,
  type RegisterTotals,
} from './open-register.ts';
import type { NotPaidPerson, RegisterRows } from './register-pages.ts';
import type { RegisterPerson } from './register-people.ts';

interface RegisterCsv {
  readonly header: string;
  /** The rows of a page. A run's total comes before the first row of the next run. */
  rows(page: RegisterRows): string;
  /** The rows after the last page. */
  end(): string;
}

/** `departments`: rows of these instead of people. */
export function registerCsv(
  frame: RegisterFrame,
  totals: RegisterTotals,
  departments: readonly DepartmentSums[] | null,
): RegisterCsv {
  const writer = new CsvRows(frame, totals);
  return {
    header: csvText([writer.header(), ...(departments ?? []).map((one) => writer.department(one))]),
    rows: (page) => csvText(writer.rows(page)),
    end: () => csvText(writer.end()),
  };
}

/** The columns before the names, and after the pay codes. */
const about = ['row', 'run_id', 'pay_date', 'state', 'employee_id', 'name'];
const sums = ['reimbursements', 'deductions', 'taxes', 'net', 'employer_cost'];
const year = ['ytd_gross', 'ytd_taxes', 'ytd_net'];
const noYear = year.map(() => '');

type Amounts = Pick<
  RegisterSums,
  | ('hoursMicro' | 'grossMinor' | 'reimbursementsMinor' | 'deductionsMinor')
  | ('taxesMinor' | 'netMinor' | 'employerMinor' | 'lines')
>;

type About = 'reverses' | 'corrects' | 'reversedBy' | 'department' | 'costCentre' | 'payslips';
type Tail = Partial<Pick<RegisterPerson, About>> & {
  readonly reason?: string;
  readonly hash?: string;
};

class CsvRows {
  readonly #frame: RegisterFrame;
  readonly #totals: RegisterTotals;
  readonly #runs: ReadonlyMap<number, RunRow>;
  readonly #amount: (minor: bigint) => string;
  /** The runs whose total is still to be written, the next one last. */
  readonly #open: RunRow[];

  constructor(frame: RegisterFrame, totals: RegisterTotals) {
    const runs = frame.runs.map(({ run }) => run);
    const currency = currencyOf(frame.company.currency);
    this.#frame = frame;
    this.#totals = totals;
    this.#runs = new Map(runs.map((run) => [run.runId, run]));
    this.#amount = (minor) => formatAmount(minor, currency);
    this.#open = frame.span === null ? [] : runs.toReversed();
  }

  header(): readonly string[] {
    const codes = this.#totals.codes.map(({ code }) => code);
    const end = ['currency', 'reason', 'totals_hash', 'reverses_run_id', 'reversed_by_run_id'];
    const assigned = ['department', 'cost_centre', 'payslips', 'corrects_run_id'];
    return [...about, 'hours', 'gross', ...codes, ...sums, ...year, ...end, ...assigned];
  }

  department(one: DepartmentSums): readonly string[] {
    const { department, paid: payslips } = one;
    const about = [...this.#about('department', null), '', ''];
    return [...about, ...this.#amounts(one), ...noYear, ...this.#tail({ department, payslips })];
  }

  rows({ people, notPaid }: RegisterRows): readonly (readonly string[])[] {
    const rows: (readonly string[])[] = [];
    for (const one of people) {
      if (one.runId !== null) rows.push(...this.#totalsUntil(one.runId));
      rows.push(this.#person(one));
    }
    if (notPaid.length > 0) rows.push(...this.#totalsUntil(null));
    return [...rows, ...notPaid.map((one) => this.#notPaid(one))];
  }

  end(): readonly (readonly string[])[] {
    const { span, runs } = this.#frame;
    const [only] = runs;
    const hash = span === null && only !== undefined ? hashOf(only.run) : '';
    const all = [...this.#about('total', only === undefined || span !== null ? null : only.run)];
    const tail = this.#tail({ hash, payslips: this.#totals.all.paid });
    return [
      ...this.#totalsUntil(null),
      [...all, '', '', ...this.#amounts(this.#totals.all), ...noYear, ...tail],
    ];
  }

  /** The totals of the runs before this one. Null: of all that are left. */
  #totalsUntil(runId: number | null): readonly (readonly string[])[] {
    const rows: (readonly string[])[] = [];
    for (let run = this.#open.at(-1); run !== undefined; run = this.#open.at(-1)) {
      if (run.runId === runId) break;
      this.#open.pop();
      const own = this.#totals.ofRuns.get(run.runId);
      if (own === undefined) continue;
      const amounts = this.#amounts(own);
      const cells = [...this.#about('run_total', run), '', '', ...amounts, ...noYear];
      const { reverses, corrects } = run;
      const hash = hashOf(run);
      rows.push([...cells, ...this.#tail({ reverses, corrects, hash, payslips: own.paid })]);
    }
    return rows;
  }

  #person(one: RegisterPerson): readonly string[] {
    const { yearToDate: to } = one;
    return [
      ...this.#about('person', one.runId === null ? null : this.#runs.get(one.runId)),
      ...[defused(one.number), defused(one.name), ...this.#amounts(one)],
      ...[to.grossMinor, to.taxesMinor, to.netMinor].map(this.#amount),
      ...this.#tail(one),
    ];
  }

  #notPaid(one: NotPaidPerson): readonly string[] {
    const about = this.#about(one.disposition, this.#runs.get(one.runId));
    const amounts = ['hours', 'gross', ...this.#totals.codes, ...sums, ...year].map(() => '');
    const reason = defused(`${one.code}: ${one.detail}`);
    return [
      ...about,
      defused(one.number),
      defused(one.name),
      ...amounts,
      ...this.#tail({ reason }),
    ];
  }

  #about(row: string, run: RunRow | null | undefined): readonly string[] {
    const state = this.#frame.isDraft ? 'draft' : 'committed';
    if (run === null || run === undefined) return [row, '', '', state];
    return [row, String(run.runId), run.payOn.toString(), state];
  }

  #amounts(of: Amounts): readonly string[] {
    const codes = this.#totals.codes.map(({ payCodeId }) => of.lines.get(payCodeId));
    return [
      hoursCell(of.hoursMicro),
      this.#amount(of.grossMinor),
      ...codes.map((minor) => (minor === undefined ? '' : this.#amount(minor))),
      ...[of.reimbursementsMinor, of.deductionsMinor, of.taxesMinor].map(this.#amount),
      ...[of.netMinor, of.employerMinor].map(this.#amount),
    ];
  }

  #tail({ reason = '', hash = '', department, costCentre, ...of }: Tail): readonly string[] {
    const runs = [of.reverses, of.reversedBy, of.payslips, of.corrects].map((one) =>
      one === null || one === undefined ? '' : String(one),
    );
    const [reverses = '', reversedBy = '', payslips = '', corrects = ''] = runs;
    const assigned = [defused(department ?? ''), defused(costCentre ?? ''), payslips, corrects];
    return [this.#frame.company.currency, reason, hash, reverses, reversedBy, ...assigned];
  }
}

function hashOf({ totalsHash }: RunRow): string {
  return totalsHash === null ? '' : `sha256:${totalsHash}`;
}
