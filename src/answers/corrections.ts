/** The JSON form of a correction: each payslip as it was and as it should have been. */
import type { CorrectionResult } from '#operations/runs/correct-run.ts';
import { resultShape } from './results.ts';

export function correctionShape(result: CorrectionResult): object {
  const { corrected, pairs, counts } = result;
  const about = { corrects: corrected.runId, currency: corrected.currency, counts };
  if (result.kind === 'rehearsed') {
    const { payOn, held, blockers } = result;
    return { ...about, payOn, pairs, held, blockers, written: false };
  }
  if (result.kind === 'entered') {
    return { ...about, results: [], pairs, written: result.hasEntered };
  }
  const { wasThere } = result;
  return { ...about, results: [{ ...resultShape(result), wasThere }], pairs, written: !wasThere };
}
