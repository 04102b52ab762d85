/** A checked file of figures for a terminal: what changed, what to look at, and what is missing. */
import type { Page } from '#cli/output.ts';
import { spellAction } from '#cli/spell-action.ts';
import type { TablesChecked } from '#operations/tables/check-tables.ts';
import type { ListedTable } from '#operations/tables/list-tables.ts';
import type { TablesLoaded } from '#operations/tables/load-tables.ts';
import { counted } from '#text/counted.ts';

export function showCheckedTables(page: Page, checked: TablesChecked): void {
  const { country, year, comparedWith, changes, doubts, missing, examples, figures } = checked;
  page.sentence(`${country} ${year}: ${counted(figures, 'figure')} fit together.`);
  if (comparedWith !== null) {
    page.blank();
    page.table({
      columns: [
        { title: `changed since ${comparedWith}`, isLong: true },
        { title: 'old', align: 'right' },
        { title: 'new', align: 'right', isKept: true },
        { title: '%', align: 'right', isKept: true },
      ],
      rows: changes.map(({ pointer, before, after, changePercent }) => [
        pointer,
        before ?? '',
        after ?? '',
        changePercent ?? '',
      ]),
      whenEmpty: `No figure changed since ${comparedWith}.`,
    });
  }
  page.blank();
  page.sentence(
    examples === 0
      ? 'The file has no examples. Add published ones, and they are calculated to the cent.'
      : `Examples in the file: ${examples}, all calculated to the cent.`,
  );
  for (const { pointer, effect } of missing) page.sentence(`Missing: ${pointer}: ${effect}.`);
  for (const { pointer, message } of doubts) page.sentence(`Look at ${pointer}: ${message}`);
  if (doubts.length === 0) page.sentence('Nothing else needs a look.');
}

export function showLoadedTables(page: Page, loaded: TablesLoaded): void {
  const { country, year, version, change, corrected, openRuns } = loaded;
  page.blank();
  if (change === 'unchanged') {
    page.sentence(
      `Exactly this file is loaded already, as version ${version} of ${country} ${year}. You do not need to do anything.`,
    );
    return;
  }
  for (const { pointer, before, after } of corrected) {
    page.sentence(`Corrected: ${pointer}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`);
  }
  page.sentence(
    `Version ${version} of ${country} ${year}: runs that are opened from now on use it, in every company.`,
  );
  for (const { runId, company } of openRuns) {
    page.sentence(
      `Run ${runId} of ${company} keeps its tables until you type: ${spellAction({ action: 'recalculate_run', run: runId })}`,
    );
  }
}

export function showListedTables(page: Page, tables: readonly ListedTable[]): void {
  page.table({
    columns: [
      { title: 'table' },
      { title: 'pay dates' },
      { title: 'source', isLong: true },
      { title: 'loaded' },
      { title: 'used by runs', align: 'right' },
      { title: 'in use' },
    ],
    rows: tables.map(({ id, fromOn, untilOn, source, loaded, isInForce }) => [
      id,
      `${fromOn} to ${untilOn}`,
      source,
      loaded === null
        ? 'built in'
        : `${loaded.loadedBy}, ${loaded.loadedAt.toString().slice(0, 10)}`,
      loaded === null ? '' : String(loaded.runs),
      isInForce ? 'yes' : loaded?.removedAt ? 'removed' : 'no',
    ]),
    whenEmpty: 'There are no tax tables.',
  });
}
