/** What an examination found, as somebody sees it who looks. */
import type { Finding } from '#operations/doctor.ts';

export function findingShape(finding: Finding): object {
  return { ...finding, actions: finding.actions ?? [] };
}
