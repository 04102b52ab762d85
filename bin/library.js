/**
 * The entry file of `import … from 'paybeat'`: checks the Node version, then loads the library.
 *
 * It loads the library with `require`, because Node parses all imports of a module before it runs
 * the first. The names are therefore listed here; a test compares them with the library's.
 */
import './node-check.cjs';

export const {
  Outage,
  PaybeatRefused,
  autoRunPayroll,
  calculateCase,
  caseSchema,
  checkTables,
  closePaybeat,
  coverage,
  exportTables,
  nextCron,
  openPaybeat,
  payCodeSchema,
  planDefinition,
  restorePaybeat,
  runPayrollForPeriod,
  scheduleSchema,
  tablesSchema,
  valueOf,
} = await import('../dist/index.js');
