/** `paybeat preview PERIOD` */

import type { Command } from 'commander';
import { explainedPreviewShape } from '#answers/explanations.ts';
import { previewShape } from '#answers/payslips.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { worldOf } from '#cli/of-company.ts';
import type { Page, Shown } from '#cli/output.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { amountInWords, countInWords } from '#cli/views/amounts.ts';
import { showCauses, showPeople } from '#cli/views/differences-view.ts';
import { exceptionRows } from '#cli/views/exceptions-view.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { type Answer, answer } from '#errors.ts';
import { explainPreview } from '#operations/runs/explain-preview.ts';
import { type Preview, previewRun } from '#operations/runs/preview-run.ts';
import type { World } from '#operations/world.ts';

export function registerPreview(program: Command, cli: CliContext): void {
  const command = program
    .command('preview')
    .description('calculate a pay period without saving, and compare it with the last run')
    .argument('<period>', 'number of the pay period', rowNumber)
    .option('--explain <employee>', 'explain each line of this person: rule, paragraph, arithmetic')
    .option('--company <code>', 'only if the period is of this company')
    .action(
      cli.verb(async (periodId: number, options: PreviewOptions) =>
        cli.withWorld(async (world) => {
          const inside = await worldOf(world, options.company);
          if (!inside.ok) return inside;
          if (options.explain !== undefined) {
            return explainedPerson(inside.value, { periodId, number: options.explain });
          }
          const preview = await previewRun(inside.value, { periodId });
          if (!preview.ok) return preview;
          return answer({
            json: previewShape(preview.value),
            text: (page) => showPreview(page, preview.value),
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat preview 9',
    'paybeat preview 9 --explain HB04',
    'paybeat preview 9 --json',
  ]);
}

interface PreviewOptions {
  readonly explain?: string;
  readonly company?: string;
}

async function explainedPerson(
  world: World,
  ask: { readonly periodId: number; readonly number: string },
): Promise<Answer<Shown>> {
  const explained = await explainPreview(world, ask);
  if (!explained.ok) return explained;
  const { period, number, name, currency, text, warnings } = explained.value;
  return answer({
    json: explainedPreviewShape(explained.value),
    text: (page) => {
      page.sentence(
        `${name} (${number}), period ${period.periodId}, paid ${period.payOn}, ${currency}. ${nothingWasSaved}`,
      );
      page.blank();
      for (const step of text) page.sentence(step);
      page.blank();
      for (const { message } of warnings) page.sentence(`Warning: ${message}`);
      sayRegionalTaxes(page, currency);
    },
  });
}

const sums = [
  ['gross', 'grossMinor'],
  ['reimbursements', 'reimbursementsMinor'],
  ['deductions', 'deductionsMinor'],
  ['taxes', 'taxesMinor'],
  ['net', 'netMinor'],
  ['employer taxes and contributions', 'employerMinor'],
] as const;

function showPreview(page: Page, preview: Preview): void {
  const { period, totals, currency, last } = preview;
  const amount = (minor: bigint | null) => amountInWords(minor, currency);
  page.sentence(
    `Preview of period ${period.periodId} (${period.companyCode}), ${period.startOn} to ${period.endOn}, paid ${period.payOn}. ${nothingWasSaved}`,
  );
  page.sentence(
    `${countInWords(totals.roster)} on the roster: ${countInWords(totals.paid)} would be paid, ${countInWords(totals.held)} held, ${countInWords(totals.excluded)} excluded.`,
  );
  page.blank();
  page.table({
    columns: [
      { title: currency },
      { title: 'now', align: 'right' },
      { title: last ? `run ${last.runId}` : 'last run', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    rows: sums.map(([name, key]) => {
      const before = last?.[key] ?? null;
      const difference = before === null ? null : totals[key] - before;
      return [name, amount(totals[key]), amount(before), amount(difference)];
    }),
    whenEmpty: '',
  });
  if (last === null) page.sentence('This schedule has no earlier run to compare with.');
  else {
    page.sentence(
      `Net pay by employee: ${countInWords(preview.same)} unchanged, ${countInWords(preview.changed)} changed, ${countInWords(preview.added)} new, ${countInWords(preview.gone)} not paid this time.`,
    );
  }
  showDifferences(page, preview);
  showHeld(page, preview);
  showExcluded(page, preview);
  for (const one of preview.warnings) {
    page.sentence(`Warning: ${adviceInWords({ hint: one.message, ...one })}`);
  }
  sayRegionalTaxes(page, currency);
}

/** By cause, then the people with the largest differences. Of a first run, everyone is new. */
function showDifferences(page: Page, { differences, currency, timeZone, last }: Preview): void {
  const { byCause } = differences;
  if (last === null && byCause.every(({ cause }) => cause === 'hire')) return;
  const seen = { ...differences, currency, timeZone };
  page.blank();
  showCauses(page, seen);
  if (byCause.length === 0) return;
  page.blank();
  showPeople(page, seen);
}

const excludedNamed = 3;

/** `Excluded: E4 Cleo Rhys (hired on 2027-03-01); and 2 more.` */
function showExcluded(page: Page, { excluded, totals }: Preview): void {
  if (excluded.length === 0) return;
  const named = excluded.slice(0, excludedNamed);
  const who = named.map(({ number, name, detail }) => `${number} ${name} (${detail})`).join('; ');
  const more = totals.excluded - named.length;
  page.blank();
  page.sentence(
    `Excluded: ${who}${more > 0 ? `; and ${countInWords(more)} more: add --json` : ''}.`,
  );
}

function showHeld(page: Page, { held, heldByCode }: Preview): void {
  if (held.length === 0) return;
  const people = new Map(heldByCode.map((one) => [one.code, one.people]));
  const each = held.map((one) => ({ ...one, name: '', disposition: 'held' as const, actions: [] }));
  const rows = exceptionRows(each, {
    isAll: false,
    peopleWith: (code) => people.get(code) ?? 0,
    seeEach: 'see each person: add --json',
  });
  page.blank();
  page.sentence('These people would be held:');
  page.table({
    columns: [
      { title: 'employee' },
      { title: 'such as', isLong: true },
      { title: 'reason', isLong: true },
      { title: 'what to do', isLong: true },
    ],
    rows: rows.map(([employee, some, , reason, todo]) => [employee, some, reason, todo]),
    whenEmpty: '',
  });
  if (rows.length < held.length) page.sentence('--json lists the first hundred people.');
}
