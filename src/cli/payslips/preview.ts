/** `paybeat preview PERIOD` */

import type { Command } from 'commander';
import { previewShape } from '#answers/payslips.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { amountInWords, countInWords } from '#cli/views/amounts.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { type Preview, previewRun } from '#operations/runs/preview-run.ts';

export function registerPreview(program: Command, cli: CliContext): void {
  const command = program
    .command('preview')
    .description('calculate a pay period without saving, and compare it with the last run')
    .argument('<period>', 'number of the pay period', rowNumber)
    .action(
      cli.verb(async (periodId: number) =>
        cli.withWorld(async (world) => {
          const preview = await previewRun(world, { periodId });
          if (!preview.ok) return preview;
          return answer({
            json: previewShape(preview.value),
            text: (page) => showPreview(page, preview.value),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat preview 9', 'paybeat preview 9 --json']);
}

/** How many held people are listed. With --json, it is the first hundred. */
const heldShown = 10;

const sums = [
  ['gross', 'grossMinor'],
  ['reimbursements', 'reimbursementsMinor'],
  ['deductions', 'deductionsMinor'],
  ['taxes', 'taxesMinor'],
  ['net', 'netMinor'],
  ['employer', 'employerMinor'],
] as const;

function showPreview(page: Page, preview: Preview): void {
  const { period, totals, currency, last } = preview;
  const amount = (minor: bigint | null) => amountInWords(minor, currency);
  page.sentence(
    `Preview of period ${period.periodId} (${period.companyCode}), ${period.startOn} to ${period.endOn}, paid ${period.payOn}. Nothing was saved.`,
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
    page.blank();
    page.table({
      columns: [
        { title: 'employee' },
        { title: 'net before', align: 'right' },
        { title: 'net now', align: 'right' },
      ],
      rows: preview.largest.map((one) => [
        one.number,
        amount(one.beforeMinor),
        amount(one.nowMinor),
      ]),
      whenEmpty: 'Everyone who would be paid gets the same net pay as last time.',
    });
  }
  for (const { number, detail, hint } of preview.held.slice(0, heldShown)) {
    page.sentence(`${number} would be held: ${detail} (${hint})`);
  }
  const more = totals.held - heldShown;
  if (more > 0)
    page.sentence(`… and ${countInWords(more)} more would be held; --json lists a hundred.`);
  for (const one of preview.warnings) {
    page.sentence(`Warning: ${adviceInWords({ hint: one.message, ...one })}`);
  }
  sayRegionalTaxes(page, currency);
}
