/**
 * The differential test of the cron evaluator, as long as you like:
 *
 *   node --conditions=paybeat-source bench/cron-differential.ts [COUNT] [SEED]
 *
 * COUNT is 100,000 and SEED 1 unless told. Prints how often each decided class of difference to
 * croner and cron-parser occurred, as JSON, and exits 1 when one is unexplained.
 */

import { cronCases } from './cron-cases.ts';
import { tallyDifferences } from './cron-differences.ts';

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const { counts, unexplained } = tallyDifferences(cronCases({ seed, count }));
const sorted = Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
process.stdout.write(`${JSON.stringify({ count, seed, counts: sorted, unexplained }, null, 1)}\n`);
process.exitCode = unexplained.length === 0 ? 0 : 1;
