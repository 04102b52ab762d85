/** A person who might be beyond a limit, with the payslip that they would get. */
import type { RunInput } from '#operations/runs/retro-inputs.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { PayslipRow } from '#store/writes/payslips.ts';

export interface Suspect {
  readonly one: RunInput;
  readonly payslip: Payslip;
  readonly row: PayslipRow;
}
