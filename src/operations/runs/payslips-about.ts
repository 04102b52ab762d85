/** Payslips of runs that are about payslips of another run: reversals and corrections. */
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import type { ChunkResults } from './calculate-inputs.ts';
import { correctedPayslips } from './corrected-payslips.ts';
import { reversedPayslips } from './reversed-payslips.ts';

/** Null: the run calculates payslips of its own period. */
export async function payslipsAbout(
  at: Reading,
  ask: { readonly frame: RunFrame; readonly employeeIds: readonly number[] },
): Promise<ChunkResults | null> {
  if (ask.frame.kind === 'reversal') return reversedPayslips(at, ask);
  return ask.frame.kind === 'correction' ? correctedPayslips(at, ask) : null;
}
