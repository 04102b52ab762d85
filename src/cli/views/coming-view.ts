/** The plan for coming from another system, for people. */

import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import type { ComingPlan } from '#operations/coming/import-django.ts';
import type { JudgedPeriod } from '#operations/coming/judge-periods.ts';
import { counted } from '#text/counted.ts';
import { countInWords } from './amounts.ts';
import { changeLines } from './change-lines.ts';
import { localTime } from './times.ts';

const periodsShown = 40;
const findingsShown = 100;

const outcomes: Readonly<Record<JudgedPeriod['outcome'], string>> = {
  paid_before: 'paid before',
  add_active: 'added, active',
  add_draft: 'added, draft',
  stays_behind: 'stays behind',
  stops: 'stops',
};

export function showDjangoPlan(page: Page, plan: ComingPlan): void {
  const { scan, companies, periods, findings, counts } = plan;
  page.sentence(
    `The old system looks for due periods at "${scan.cron}" in ${scan.zone} (${scan.from.replace('_', ' ')}).`,
  );
  for (const { code, carried } of companies) {
    if (carried === null) page.sentence(`${code}: nothing can be imported yet.`);
    else {
      const { added, changed, unchanged } = carried.employees;
      const people = `${counted(added, 'employee')} added, ${countInWords(changed)} changed, ${countInWords(unchanged)} unchanged`;
      const days = `${counted(carried.paidBefore, 'period')} paid before, ${countInWords(carried.periodsAdded)} added, ${countInWords(carried.periodsKnown)} known`;
      page.sentence(`${code}: ${people}; ${days}.`);
      for (const line of changeLines(carried.changes, undefined)) page.sentence(line);
      for (const note of carried.notes) page.sentence(`Note: ${note.message}`);
    }
  }
  page.blank();
  // What is still to come is what somebody has to judge.
  const coming = periods.filter(({ outcome }) => outcome !== 'paid_before');
  const sorted = [...coming, ...periods.filter(({ outcome }) => outcome === 'paid_before')];
  page.table({
    columns: [
      { title: 'period' },
      { title: 'company' },
      { title: 'dates' },
      { title: 'rule', isLong: true },
      { title: 'then' },
      { title: 'now' },
      { title: 'becomes' },
    ],
    rows: sorted
      .slice(0, periodsShown)
      .map((one) => [
        one.row,
        one.company,
        `${one.startOn} to ${one.endOn}`,
        one.rule === null ? '' : JSON.stringify(one.rule),
        one.there.at === null
          ? one.there.code.replaceAll('_', ' ')
          : localTime(one.there.at, one.there.zone),
        one.here.at === null
          ? one.here.code.replaceAll('_', ' ')
          : localTime(one.here.at, one.here.zone),
        outcomes[one.outcome],
      ]),
    whenEmpty: 'There are no pay periods.',
  });
  if (sorted.length > periodsShown) {
    page.sentence(`And ${counted(sorted.length - periodsShown, 'more period')}; --json lists all.`);
  }
  page.sentence('Then, a run was committed at once. Now, a run with a blocker waits for a person.');
  page.blank();
  for (const { level, code, rows } of counts)
    page.sentence(`${level} ${code}: ${counted(rows, 'row')}.`);
  for (const { level, code, table, row, message } of gravestFirst(findings).slice(
    0,
    findingsShown,
  )) {
    page.sentence(`  ${level} ${table}${row === null ? '' : ` ${row}`}: ${message} [${code}]`);
  }
  if (findings.length > findingsShown) {
    page.sentence(`And ${counted(findings.length - findingsShown, 'more row')}; --json lists all.`);
  }
  page.sentence(plan.written ? 'The import was saved.' : nothingWasSaved);
}

const levels = ['stops', 'left', 'told'];

function gravestFirst(findings: ComingPlan['findings']): ComingPlan['findings'] {
  return findings.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}
