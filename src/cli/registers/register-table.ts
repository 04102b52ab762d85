/** Shows a register as a table: the people, the totals, who is not paid, and the checksum. */
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords, countInWords } from '#cli/views/amounts.ts';
import { reversalMark } from '#cli/views/reversal-mark.ts';
import { hoursCell, type RegisterSums } from '#operations/registers/open-register.ts';
import type { OpenRegister, RegisterRows } from '#operations/registers/register-pages.ts';
import { counted } from '#text/counted.ts';

/** People in a table; more of them are for a file. */
export const tableMax = 200;

type Amounts = Omit<RegisterSums, 'paid' | 'reversals' | 'held' | 'excluded'>;
type Year = RegisterRows['people'][number]['yearToDate'];

/** `rows` is null if there are too many people for a table. */
export function showRegister(page: Page, register: OpenRegister, rows: RegisterRows | null): void {
  const { frame, totals } = register;
  page.sentence(openingOf(register));
  if (frame.isDraft) page.sentence('DRAFT: the run is not committed, and its amounts may change.');
  if (frame.runs.length > 0) {
    page.blank();
    showAmounts(page, register, rows);
  }
  if (rows !== null && rows.notPaid.length > 0) {
    page.blank();
    showNotPaid(page, register, rows.notPaid);
  }
  if (rows === null) {
    page.blank();
    const people = counted(totals.all.paid, 'payslip');
    page.sentence(`For a table these are too many, ${people}: add --csv or --output FILE.`);
  }
  const [only] = frame.runs;
  if (frame.span !== null || only === undefined) return;
  page.blank();
  const which = frame.isDraft ? 'these totals' : 'the approved totals';
  page.sentence(`Checksum of ${which}: ${only.run.totalsHash ?? '-'}`);
}

function openingOf({ frame, totals }: OpenRegister): string {
  const { company, span, runs } = frame;
  const { paid, reversals, held, excluded } = totals.all;
  const undone = reversals === 0 ? '' : `, ${countInWords(reversals)} reversed`;
  const people = `${countInWords(paid - reversals)} paid${undone}, ${countInWords(held)} held, ${countInWords(excluded)} excluded`;
  const [only] = runs;
  if (span === null && only !== undefined) {
    const { runId, startOn, endOn, payOn, state } = only.run;
    return `Register of run ${runId} (${company.code}), ${startOn} to ${endOn}, paid ${payOn}, ${state}: ${people}.`;
  }
  const days = `paid from ${span?.fromOn} to ${span?.toOn}`;
  if (runs.length === 0) return `${company.code} has no committed run ${days}.`;
  return `Register of ${counted(runs.length, 'run')} of ${company.code}, ${days}: ${people}.`;
}

function showAmounts(page: Page, register: OpenRegister, rows: RegisterRows | null): void {
  const { frame, totals } = register;
  const { currency } = frame.company;
  const amount = (minor: bigint | undefined) =>
    minor === undefined ? '' : amountInWords(minor, currency);
  const cells = (of: Amounts, year: Year | null, mark: string): readonly string[] => [
    mark,
    hoursCell(of.hoursMicro),
    amount(of.grossMinor),
    ...totals.codes.map(({ payCodeId }) => amount(of.lines.get(payCodeId))),
    ...[of.reimbursementsMinor, of.deductionsMinor, of.taxesMinor].map(amount),
    ...[of.netMinor, of.employerMinor].map(amount),
    ...[year?.grossMinor, year?.taxesMinor, year?.netMinor].map(amount),
  ];
  const right: Partial<Column> = { align: 'right' };
  const run = (runId: number | null) => (runId === null ? '' : String(runId));
  const isOne = frame.span === null;
  const people = (rows?.people ?? []).map((one) => [
    ...[one.number, one.name, one.department ?? '', isOne ? '' : run(one.runId)],
    ...cells(one, one.yearToDate, reversalMark(one)),
  ]);
  const departments = (register.departments ?? []).map((one) => [
    ...['', counted(one.paid, 'payslip'), one.department ?? 'none', ''],
    ...cells(one, null, ''),
  ]);
  const ofRuns = isOne
    ? []
    : frame.runs.flatMap(({ run: { runId, payOn, reverses, corrects } }) => {
        const sums = totals.ofRuns.get(runId);
        return sums === undefined
          ? []
          : [
              [
                ...['total', `paid ${payOn}`, '', run(runId)],
                ...cells(sums, null, reversalMark({ reverses, corrects, reversedBy: null })),
              ],
            ];
      });
  page.table({
    columns: [
      { title: 'employee' },
      { title: 'name', isLong: true },
      { title: 'department', isLong: true },
      { title: 'run', ...right },
      { title: 'reversal or correction', isLong: true },
      { title: 'hours', ...right },
      { title: 'gross', ...right },
      ...totals.codes.map(({ code }) => ({ title: code, ...right, isSpare: true })),
      { title: 'reimbursements', ...right },
      { title: 'deductions', ...right },
      { title: 'taxes', ...right },
      { title: 'net', ...right, isKept: true },
      { title: 'employer cost', ...right },
      ...['year gross', 'year taxes', 'year net'].map((title) => ({
        title,
        ...right,
        isSpare: true,
      })),
    ],
    rows: [
      ...people,
      ...departments,
      ...ofRuns,
      ['total', '', '', '', ...cells(totals.all, null, '')],
    ],
    whenEmpty: 'This register has no row.',
  });
}

function showNotPaid(page: Page, { frame }: OpenRegister, notPaid: RegisterRows['notPaid']): void {
  page.table({
    columns: [
      { title: 'not paid' },
      { title: 'name', isLong: true },
      { title: 'run', align: 'right' },
      { title: 'status' },
      { title: 'reason', isLong: true },
    ],
    rows: notPaid.map(({ number, name, runId, disposition, detail }) => [
      ...[number, name, frame.span === null ? '' : String(runId), disposition, detail],
    ]),
    whenEmpty: '',
  });
}
