/** The JSON form of one finding of `doctor`. */
import type { Finding } from '#operations/doctor.ts';

export function findingShape(finding: Finding): object {
  return { ...finding, actions: finding.actions ?? [] };
}
