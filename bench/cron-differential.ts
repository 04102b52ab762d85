/**
 * The differential test of the cron evaluator, with any number of cases:
 *
 * `node --conditions=paybeat-source bench/cron-differential.ts [COUNT] [SEED]`
 *
 * Defaults: COUNT 100,000, SEED 1. It prints as JSON how often each class of difference to croner
 * and cron-parser occurred. It exits with 1 if a difference is unexplained.
 */

import { cronCases } from './cron-cases.ts';
import { tallyDifferences } from './cron-differences.ts';

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const { counts, unexplained } = tallyDifferences(cronCases({ seed, count }));
const sorted = Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
process.stdout.write(`${JSON.stringify({ count, seed, counts: sorted, unexplained }, null, 1)}\n`);
process.exitCode = unexplained.length === 0 ? 0 : 1;
