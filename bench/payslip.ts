/**
 * Measures the processor time of one thread for one payslip of fifteen lines, in nanoseconds, from its
 * inputs to the bytes of COPY:
 *
 * `npm run bench:payslip [-- PAYSLIPS] [--json]`
 *
 * `calculated` is the calculation alone. `ns` adds the row that a run stores, with the year-to-date.
 * `encodedNs` adds its bytes. The employees differ in pay, filing status and year-to-date, so that the
 * processor cannot predict every branch. The time does not include reading and preparing the inputs.
 */
import { parseArgs } from 'node:util';
import { type CalculationFrame, calculatorOf } from '#operations/companies/pay-codes.ts';
import { calculateInputs } from '#operations/runs/calculate-inputs.ts';
import type { RunInput } from '#operations/runs/retro-inputs.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import { filingStatuses } from '#payslip/taxes/us/w4.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Writing } from '#store/store.ts';
import { writePayslips } from '#store/writes/payslips.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const payslips = Number(positionals[0] ?? 300_000);

const compiled = compilePayCodes(everyBuiltInPayCode);
if (!compiled.ok) throw new Error('the built-in pay codes do not compile');
const codes = compiled.value;
const idOf = (code: string): number => codes.byCode.get(code)?.id ?? -1;

const settings: CalculationFrame['settings'] = {
  proration: 'calendar_days',
  hoursPerYear: 2_080,
  supplementalMethod: 'flat',
  employerTaxPercent: null,
  heldPercentMax: 10,
  overtime: 'weekly',
  workweekStart: 'sunday',
  ...{ jobRateOvertime: 'none', dailyOvertime: 'by_state' },
  limits: {},
};

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
        [idOf('FUTA_WAGES'), 0n],
        [idOf('FIT'), pay / 40n],
      ]),
    ),
  };
}

const frame: RunFrame = {
  ...{
    runId: 1,
    companyId: 1,
    periodId: 1,
    kind: 'regular',
    paysOwed: false,
    hasBasePay: true,
    settings,
  },
  ...{ snapshotRevision: 1, taxYear: period.payOn.year, currency: 'USD', frequency: 'biweekly' },
  ...{ scheduleId: null, startOn: period.startOn, endOn: period.endOn, payOn: period.payOn },
  ...{ wholeStartOn: null, wholeEndOn: null },
};
const made = calculatorOf(codes, frame);
if (!made.ok) throw new Error(made.refusal.message);
const calculate = made.value;

function paid(input: PayslipInput): Payslip {
  const outcome = calculate(input);
  if (outcome.kind === 'held') throw new Error(outcome.detail);
  return outcome.payslip;
}

/** One chunk. The year-to-date is that of an earlier payslip, as from the second run of a year on. */
const inputs = Array.from({ length: 2_500 }, (_, index): RunInput => {
  const input = employee(index);
  const { yearToDate } = paid(input);
  const none = {
    openings: AmountsByCode.none,
    retro: [],
    remarks: [],
    isAlone: false,
    takesBack: null,
    last: null,
    changedAt: 1,
  };
  return { employeeId: index + 1, input: { ...input, yearToDate }, ...none };
});
const linesEach =
  inputs.reduce((sum, { input }) => sum + paid(input).lineCodes.length, 0) / inputs.length;

const claim = {
  ...{ companyId: 1, runId: 1, ordinal: 1, epoch: 1 },
  employeeIds: inputs.map(({ employeeId }) => employeeId),
};
let bytes = 0;
/** A connection that takes bytes and sends them nowhere. */
const nowhere: Writing = {
  ...{ withAnyPlan: (ask) => ask(), writes: true, isRehearsal: false },
  run: () => Promise.reject(new Error('nothing is asked')),
  copyOut: () => Promise.reject(new Error('nothing is asked')),
  copyIn: (_, blocks) => {
    for (const block of blocks) bytes += block.length;
    return Promise.resolve();
  },
};

const ask = { frame, codes, progress: () => undefined };
const stages = {
  calculated: () => {
    for (const { input } of inputs) paid(input);
    return Promise.resolve();
  },
  rows: () => {
    calculateInputs(inputs, ask);
    return Promise.resolve();
  },
  encoded: () => writePayslips(nowhere, { claim, payslips: calculateInputs(inputs, ask).plain }),
};

/** Nanoseconds a payslip. */
async function round(stage: () => Promise<void>): Promise<number> {
  const chunks = Math.ceil(payslips / inputs.length);
  const before = process.threadCpuUsage();
  for (let nth = 0; nth < chunks; nth += 1) await stage();
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1_000) / (chunks * inputs.length);
}

async function rounds(stage: () => Promise<void>): Promise<readonly number[]> {
  const ns: number[] = [];
  for (let nth = 0; nth < 5; nth += 1) ns.push(await round(stage));
  return ns;
}

const calculatedNs = await rounds(stages.calculated);
const ns = await rounds(stages.rows);
const encodedNs = await rounds(stages.encoded);
if (values.json) console.log(JSON.stringify({ linesEach, ns, calculatedNs, encodedNs }));
else {
  const text = (all: readonly number[]) =>
    `${all.map((one) => one.toFixed(0)).join('  ')}  best ${Math.min(...all).toFixed(0)} ns`;
  console.log(`lines a payslip       ${linesEach.toFixed(1)}`);
  console.log(`calculated            ${text(calculatedNs)}`);
  console.log(`and made into a row   ${text(ns)}`);
  console.log(`and encoded for COPY  ${text(encodedNs)}`);
  console.log(`bytes of all rows     ${bytes}`);
}
