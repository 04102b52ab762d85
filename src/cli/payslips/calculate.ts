/**
 * `paybeat calculate FILE`: calculates one payslip from JSON, without a database.
 *
 * `-` reads lines of JSON. `--schema` prints the JSON Schema of the input.
 */

import type { Command } from 'commander';
import { verbatim } from '#answers/json-form.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { answerLines } from '#cli/json-lines.ts';
import type { Page } from '#cli/output.ts';
import { showPayslipTable } from '#cli/views/payslip-table.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import {
  type CalculatedCase,
  calculateCase,
  calculateCases,
  caseSchema,
} from '#operations/calculate-case.ts';
import { parseJsonText } from '#text/json-text.ts';

interface Options {
  readonly explain?: boolean;
  readonly schema?: boolean;
  readonly tables?: string;
}

export function registerCalculate(program: Command, cli: CliContext): void {
  const command = program
    .command('calculate')
    .description("calculate one employee's pay from a JSON file, without a database")
    .argument(
      '[file]',
      'JSON file (see --schema); "-" reads one value, or one per line, from standard input',
    )
    .option('--explain', 'explain each line: inputs, rule, tax table, arithmetic, rounding')
    .option('--tables <file>', "next year's tax tables, from a file (see paybeat tables export)")
    .option('--schema', 'print the JSON Schema of the file')
    .action(
      cli.verb(async (file: string | undefined, options: Options): Promise<VerbAnswer> => {
        if (options.schema === true) return schema();
        if (file === undefined) return missingFile();
        const explain = options.explain === true;
        const tables = await tablesIn(cli, options.tables);
        if (!tables.ok) return tables;
        const how = { explain, ...tables.value };
        if (file === '-') return calculateLines(cli, how);
        const bytes = await cli.readFile(file);
        if (!bytes.ok) return bytes;
        const json = parseJsonText(new TextDecoder().decode(bytes.value));
        if (!json.ok) return json;
        const calculated = calculateCase(json.value, how);
        if (!calculated.ok) return calculated;
        const { value } = calculated;
        return answer({
          json: verbatim(value.json),
          text: (page) => showCase(page, value),
          exit: value.kind === 'payslip' ? 'done' : 'invalid',
        });
      }),
    );
  withExamples(command, [
    'paybeat calculate examples/paycheck.json --explain',
    'paybeat calculate - < cases.jsonl > payslips.jsonl',
    'paybeat calculate january.json --tables 2027.json',
    'paybeat calculate --schema > calculate.schema.json',
  ]);
}

async function tablesIn(
  cli: CliContext,
  file: string | undefined,
): Promise<Answer<{ readonly tables?: unknown }>> {
  if (file === undefined) return answer({});
  const json = await cli.readJson(file);
  return json.ok ? answer({ tables: json.value }) : json;
}

async function calculateLines(
  cli: CliContext,
  how: Parameters<typeof calculateCases>[0],
): Promise<VerbAnswer> {
  const calculate = calculateCases(how);
  if (!calculate.ok) return calculate;
  return answerLines(cli, (json) => answer(calculate.value(json)), {
    around: (error) => ({ kind: 'refused', error }),
    shown: verbatim,
    isFailure: ({ kind }) => kind !== 'payslip',
  });
}

function showCase(page: Page, calculated: CalculatedCase): void {
  if (calculated.kind === 'held') {
    const { code, detail, hint } = calculated.held;
    page.sentence(`Held, and not paid: ${detail} [${code}].`);
    page.sentence(`What to do: ${hint}.`);
    return;
  }
  const { payslip, currency, told } = calculated;
  page.sentence(`Paid ${payslip.payOn}, in ${currency}`);
  page.blank();
  showPayslipTable(page, { ...payslip, currency });
  if (told.length > 0) page.blank();
  for (const step of told) page.sentence(step);
  for (const warning of payslip.warnings) page.sentence(`Warning: ${warning}`);
  page.blank();
  page.sentence(`Not calculated: ${payslip.notCalculated.join('; ')}.`);
}

function schema(): VerbAnswer {
  const json = caseSchema();
  return answer({
    json: verbatim(json),
    text: (page) => page.sentence(JSON.stringify(json, null, 2)),
  });
}

function missingFile(): VerbAnswer {
  return refuse({
    family: 'usage',
    code: 'missing_argument',
    message: 'say which file, or - for lines of JSON on standard input',
    hint: "see 'paybeat calculate --help'",
  });
}
