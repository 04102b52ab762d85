/** `paybeat payslip list [RUN]`: payslips of a run, of a period or of a person. */
import type { Command } from 'commander';
import { listedPayslipShape, payslipsHead } from '#answers/payslips.ts';
import { dateArgument, rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { streamList } from '#cli/streamed-list.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords, plainAmount } from '#cli/views/amounts.ts';
import { reversalMark } from '#cli/views/reversal-mark.ts';
import { type ListedPayslips, listPayslips } from '#operations/runs/list-payslips.ts';
import { payslipNoun } from './payslip-show.ts';

interface Options {
  readonly company?: string;
  readonly periodId?: number;
  readonly employee?: string;
  readonly from?: Temporal.PlainDate;
  readonly to?: Temporal.PlainDate;
  readonly csv?: boolean;
  readonly limit?: number;
  readonly after?: string;
}

type Listed = ListedPayslips['payslips'][number];

export function registerPayslipList(program: Command, cli: CliContext): void {
  const command = group(program, 'payslip', payslipNoun)
    .command('list')
    .description('list payslips, the newest run first')
    .argument('[run]', 'only this run', rowNumber)
    .option('--period-id <number>', 'only this pay period', rowNumber)
    .option('--employee <number>', 'only this employee')
    .option('--from <date>', 'first pay date', dateArgument)
    .option('--to <date>', 'last pay date, included', dateArgument)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--limit <count>', 'at most so many; default: all', rowNumber)
    .option('--after <place>', 'go on where an earlier list ended')
    .option('--csv', 'print CSV')
    .action(
      cli.verb((runId: number | undefined, options: Options) =>
        cli.withWorld((world) =>
          streamList<ListedPayslips>(cli, {
            ...{ isCsv: options.csv === true, after: options.after, limit: options.limit },
            page: (place) =>
              listPayslips(world, {
                ...{ company: options.company ?? null, runId: runId ?? null, ...place },
                ...{ periodId: options.periodId ?? null, employee: options.employee ?? null },
                ...{ fromOn: options.from ?? null, toOn: options.to ?? null },
              }),
            head: payslipsHead,
            name: 'payslips',
            rows: ({ payslips }) => payslips.map(listedPayslipShape),
            currency: ({ company }) => company.currency,
            csvColumns: [...about, ...amounts, 'currency', ...reversals],
            csv: ({ payslips, company }) => payslips.map((one) => csvOf(one, company.currency)),
            columns,
            cells: ({ payslips, company }) => payslips.map((one) => cellsOf(one, company.currency)),
            whenEmpty: 'No payslip matches.',
          }),
        ),
      ),
    );
  withExamples(command, [
    'paybeat payslip list 3',
    'paybeat payslip list --employee HB04',
    'paybeat payslip list --period-id 7 --json',
    'paybeat payslip list --from 2026-10-01 --to 2026-12-31 --csv > q4.csv',
  ]);
}

const about = 'run_id period_id state pay_date employee_id name'.split(' ');
const amounts = 'gross reimbursements deductions taxes net employer_cost'.split(' ');
const reversals = ['reverses_run_id', 'corrects_run_id', 'reversed_by_run_id'];

const columns: readonly Column[] = [
  { title: 'run' },
  { title: 'pay date' },
  { title: 'employee' },
  { title: 'name', isLong: true },
  { title: 'gross', align: 'right' },
  { title: 'reimbursements', align: 'right', isSpare: true },
  { title: 'deductions', align: 'right', isSpare: true },
  { title: 'taxes', align: 'right', isSpare: true },
  { title: 'net', align: 'right', isKept: true },
  { title: 'state' },
];

function cellsOf(one: Listed, currency: string): readonly string[] {
  const { runId, payOn, number, name, state } = one;
  const { grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor, netMinor } = one;
  const cells = [grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor, netMinor].map(
    (minor) => amountInWords(minor, currency),
  );
  const mark = reversalMark(one);
  const is = mark === '' ? state : `${state}, ${mark}`;
  return [String(runId), payOn.toString(), number, name, ...cells, is];
}

function csvOf(one: Listed, currency: string): readonly string[] {
  const { runId, periodId, state, payOn, number, name } = one;
  const minors = [one.grossMinor, one.reimbursementsMinor, one.deductionsMinor, one.taxesMinor];
  return [
    ...[String(runId), String(periodId), state, payOn.toString(), number, name],
    ...[...minors, one.netMinor, one.employerMinor].map(
      (minor) => plainAmount(minor, currency) ?? '',
    ),
    currency,
    ...[one.reverses, one.corrects, one.reversedBy].map((of) => (of === null ? '' : String(of))),
  ];
}
