/** The examples of the pay code guide are valid and work. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { parsePayCodeFile } from '#payslip/codes/pay-code-file.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';

const guide = readFileSync('docs/guides/pay-codes.md', 'utf8');
const examples = [...guide.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json]) => json ?? '');

describe('the guide to pay codes', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(3);
  });

  it.each(examples)('has an example that is accepted: %s', (json) => {
    const parsed = parsePayCodeFile(JSON.parse(json), {
      beside: everyBuiltInPayCode,
      taxes: usFederal,
    });
    expect(parsed.ok || parsed.refusal.issues).toBe(true);
  });
});
