/**
 * What `import … from 'paybeat'` reads first: looks at the Node, then loads the library.
 *
 * The library is loaded by a call and not by a second import, because a module's imports are all parsed
 * before the first of them runs. So the names are written out; a test compares them with the library's.
 */
import './node-check.cjs';

export const {
  Outage,
  PaybeatRefused,
  autoRunPayroll,
  calculateCase,
  caseSchema,
  closePaybeat,
  nextCron,
  openPaybeat,
  payCodeSchema,
  planDefinition,
  runPayrollForPeriod,
  scheduleSchema,
  valueOf,
} = await import('../dist/index.js');
