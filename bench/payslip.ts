/**
 * Measures the processor time to calculate one payslip of fifteen lines on one thread, in
 * nanoseconds:
 *
 * `npm run bench:payslip [-- PAYSLIPS] [--json]`
 *
 * The employees differ in pay, filing status and year-to-date, so that the processor cannot predict
 * every branch. The time includes reading every line of the result, but not preparing the inputs.
 */
import { parseArgs } from 'node:util';
import { USD } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { filingStatuses } from '#payslip/taxes/us/w4.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const payslips = Number(positionals[0] ?? 300_000);

const compiled = compilePayCodes(everyBuiltInPayCode);
if (!compiled.ok) throw new Error('the built-in pay codes do not compile');
const codes = compiled.value;
const idOf = (code: string): number => codes.byCode.get(code)?.id ?? -1;

const period = {
  startOn: Temporal.PlainDate.from('2026-03-02'),
  endOn: Temporal.PlainDate.from('2026-03-15'),
  payOn: Temporal.PlainDate.from('2026-03-20'),
  periodsPerYear: 26,
};
const hiredOn = Temporal.PlainDate.from('2020-01-06');
const nothing = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };

function item(code: string, values: Partial<PayItem>): PayItem {
  return { payCodeId: idOf(code), ...nothing, ...values };
}

function employee(index: number): PayslipInput {
  const hourly = index % 3 === 0;
  const pay = BigInt(2_000_000 + ((index * 7919) % 20_000_000));
  const items = [
    item('401K', { percentMicro: 5_000_000n }),
    item('SECTION125', { amountMinor: 9_000n }),
    item('POST_TAX', { amountMinor: 2_500n }),
    item('REIMBURSEMENT', { amountMinor: 4_321n }),
  ];
  if (hourly) {
    items.push(
      item('REGULAR', { quantityMicro: 80_000_000n }),
      item('OVERTIME', { quantityMicro: 3_250_000n }),
    );
  }
  return {
    employee: {
      hiredOn,
      endedOn: null,
      payType: hourly ? 'hourly' : 'salary',
      annualSalaryMinor: hourly ? null : pay,
      hourlyRateMicro: hourly ? (pay * 10_000n) / 2_080n : null,
    },
    period,
    taxForm: {
      filingStatus: filingStatuses[index % filingStatuses.length] ?? 'single',
      step2: index % 4 === 0,
      step3Minor: index % 5 === 0 ? 220_000n : 0n,
      step4aMinor: 0n,
      step4bMinor: 0n,
      step4cMinor: index % 7 === 0 ? 2_500n : 0n,
    },
    items,
    yearToDate: AmountsByCode.from(
      new Map([
        [idOf('SS_WAGES'), pay / 6n],
        [idOf('MEDICARE_WAGES'), pay / 6n],
        [idOf('FIT_WAGES'), pay / 7n],
        [idOf('FUTA_WAGES'), 600_000n],
        [idOf('FIT'), pay / 40n],
      ]),
    ),
  };
}

const made = payslipCalculator({ codes, currency: USD, payOn: period.payOn, taxes: usFederal });
if (!made.ok) throw new Error(made.refusal.message);
const calculate = made.value;
const inputs = Array.from({ length: 2_000 }, (_, index) => employee(index));

let lines = 0;
let sumMinor = 0n;
function round(): number {
  const before = process.threadCpuUsage();
  for (let index = 0; index < payslips; index += 1) {
    const input = inputs[index % inputs.length];
    if (input === undefined) continue;
    const outcome = calculate(input);
    if (outcome.kind === 'held') throw new Error(outcome.detail);
    for (const amountMinor of outcome.payslip.lineAmounts) {
      lines += 1;
      sumMinor += amountMinor;
    }
  }
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1_000) / payslips;
}

const rounds = Array.from({ length: 5 }, round);
const linesEach = lines / payslips / rounds.length;
if (values.json) console.log(JSON.stringify({ linesEach, ns: rounds }));
else {
  console.log(`lines a payslip   ${linesEach.toFixed(1)}`);
  console.log(`ns a payslip      ${rounds.map((ns) => ns.toFixed(0)).join('  ')}`);
  console.log(
    `best              ${Math.min(...rounds).toFixed(0)} ns, sum of all lines ${sumMinor}`,
  );
}
