/**
 * `paybeat liabilities year YEAR`: the yearly form, and each person's statement. As a table for a few people, else page
 * by page as CSV or JSON. A file gets its name when it is whole.
 */
import type { Command } from 'commander';
import { yearHeadShape, yearPersonShape } from '#answers/liabilities.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { type PagedWriter, writePaged } from '#cli/registers/paged-output.ts';
import { type RegisterOptions, registerForm, takesOutput } from '#cli/registers/register-output.ts';
import { tableMax } from '#cli/registers/register-table.ts';
import { jsonRows } from '#cli/streamed-list.ts';
import { toJsonLine } from '#cli/terminal-text.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { yearCsv } from '#operations/liabilities/year-csv.ts';
import {
  type OpenYear,
  openYear,
  type YearPerson,
} from '#operations/liabilities/year-liabilities.ts';
import { counted } from '#text/counted.ts';
import { liabilitiesNoun } from './liabilities-list.ts';
import { showYear } from './year-view.ts';

interface Options extends RegisterOptions {
  readonly company?: string;
}

export function registerLiabilitiesYear(program: Command, cli: CliContext): void {
  const command = takesOutput(
    group(program, 'liabilities', liabilitiesNoun)
      .command('year')
      .description("show the yearly return and each person's yearly amounts")
      .argument('<year>', 'calendar year', countArgument)
      .option('--company <code>', 'code of the company; needed if there are several'),
  ).action(
    cli.verb(async (year: number, options: Options): Promise<VerbAnswer> => {
      const form = registerForm(cli, options);
      if (!form.ok) return form;
      return cli.withWorld(async (world) => {
        const company = await findCompany(world, options.company ?? null);
        if (!company.ok) return company;
        const opened = await openYear(world, { company: company.value, year });
        if (!opened.ok) return opened;
        if (form.value === 'table') return tableOf(opened.value);
        return written(cli, opened.value, { form: form.value, options });
      });
    }),
  );
  withExamples(command, [
    'paybeat liabilities year 2026',
    'paybeat liabilities year 2026 --output year-2026.csv',
  ]);
}

async function tableOf(year: OpenYear): Promise<VerbAnswer> {
  const people: YearPerson[] = [];
  for await (const page of year.pages(tableMax + 1)) {
    if (!page.ok) return page;
    people.push(...page.value);
    if (people.length > tableMax) break;
  }
  const isSmall = people.length <= tableMax;
  return answer({
    json: {},
    text: (page) =>
      showYear(page, year.head, isSmall ? { people, totals: totalsOf(year, people) } : null),
  });
}

async function written(
  cli: CliContext,
  year: OpenYear,
  { form, options }: { readonly form: 'csv' | 'json'; readonly options: Options },
): Promise<VerbAnswer> {
  const paged = {
    pages: (limit: number) => year.pages(limit),
    writer: form === 'csv' ? csvWriter(year) : jsonWriter(year),
    peopleIn: (page: readonly YearPerson[]) => page.length,
  };
  const done = await writePaged(cli, paged, options);
  if (!done.ok || done.value === null) return done.ok ? answer(null) : done;
  const { name, bytes, people } = done.value;
  return answer({
    json: { written: name, format: form, bytes, people, isOver: year.head.isOver },
    text: (page) => page.sentence(`Wrote ${counted(people, 'row')} of people to ${name}.`),
  });
}

type YearWriter = PagedWriter<readonly YearPerson[]>;

function csvWriter(year: OpenYear): YearWriter {
  const { begin, rows, end } = yearCsv(year.head);
  let totals = totalsOf(year, []);
  return {
    begin,
    rows: (people) => {
      totals = totalsOf(year, people, totals);
      return rows(people);
    },
    end: () => end(totals),
  };
}

/** One object on one line, as every answer is. */
function jsonWriter({ head }: OpenYear): YearWriter {
  const { currency } = head.company;
  let isFirst = true;
  return {
    begin: `${toJsonLine(yearHeadShape(head)).slice(0, -1)},"people":[`,
    rows: (people) => {
      const shapes = people.map((one) => yearPersonShape(head, one));
      const text = jsonRows(shapes, currency);
      if (text === '' || isFirst) {
        isFirst = isFirst && text === '';
        return text;
      }
      return `,${text}`;
    },
    end: () => '],"next":null}\n',
  };
}

function totalsOf(
  { head }: OpenYear,
  people: readonly YearPerson[],
  before: readonly bigint[] = head.boxes.map(() => 0n),
): readonly bigint[] {
  return before.map((sum, place) =>
    people.reduce((all, { amounts }) => all + (amounts[place] ?? 0n), sum),
  );
}
