/** `paybeat calendar list` and `paybeat calendar show ID` */

import type { Command } from 'commander';
import { wholeNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import {
  calendarNamed,
  calendarsOf,
  type KnownCalendar,
} from '#operations/schedules/list-calendars.ts';
import { fromEpochDay } from '#time/plain-date.ts';

const about = 'the days on which banks are closed';

export function registerCalendarList(program: Command, cli: CliContext): void {
  const list = group(program, 'calendar', about)
    .command('list')
    .description('list the bank calendars that schedules can name, and the years they know')
    .option('--company <code>', 'needed when there are several')
    .action(
      cli.verb(async ({ company: code }: { readonly company?: string }) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, code ?? null);
          if (!company.ok) return company;
          const { companyId } = company.value;
          const found = await world.store.read({ companyId }, (at) => calendarsOf(at, companyId));
          return answer({
            json: { company: company.value.code, calendars: found.map(calendarJson) },
            text: (page) =>
              page.table({
                columns: [
                  { title: 'calendar' },
                  { title: 'title', isLong: true },
                  { title: 'knows' },
                  { title: 'closed days', align: 'right' },
                  { title: 'from' },
                ],
                rows: found.map(({ calendar, isOwn }) => [
                  calendar.id,
                  calendar.title,
                  `${calendar.firstYear} to ${calendar.lastYear}`,
                  String(calendar.closings.size),
                  isOwn ? company.value.code : 'Paybeat',
                ]),
                whenEmpty: '',
              }),
          });
        }),
      ),
    );
  withExamples(list, ['paybeat calendar list', 'paybeat calendar list --company acme --json']);
  registerCalendarShow(program, cli);
}

interface ShowOptions {
  readonly company?: string;
  readonly year?: number;
}

function registerCalendarShow(program: Command, cli: CliContext): void {
  const show = group(program, 'calendar', about)
    .command('show')
    .description('show the closed days of a bank calendar, besides its weekend')
    .argument('<calendar>', 'its id')
    .option('--company <code>', 'needed when there are several')
    .option('--year <year>', 'only those of one year', wholeNumber)
    .action(
      cli.verb(async (id: string, options: ShowOptions) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { companyId } = company.value;
          const named = await world.store.read({ companyId }, (at) =>
            calendarNamed(at, { companyId, id }),
          );
          if (!named.ok) return named;
          const days = closedDays(named.value, options.year ?? null);
          return answer({
            json: { ...calendarJson(named.value), closed: days },
            text: (page) => {
              const { title, firstYear, lastYear } = named.value.calendar;
              page.sentence(`${id}: ${title}, complete for ${firstYear} to ${lastYear}.`);
              page.table({
                columns: [{ title: 'closed' }, { title: 'because', isLong: true }],
                rows: days.map(({ on, because }) => [dayText(on), because]),
                whenEmpty: 'No day is closed besides the weekend.',
              });
            },
          });
        }),
      ),
    );
  withExamples(show, [
    'paybeat calendar show fed --year 2026',
    'paybeat calendar show winter-closing',
  ]);
}

function calendarJson({ calendar, isOwn }: KnownCalendar) {
  return {
    id: calendar.id,
    title: calendar.title,
    years: { from: calendar.firstYear, to: calendar.lastYear },
    closedDays: calendar.closings.size,
    isOwn,
  };
}

function closedDays(known: KnownCalendar, year: number | null) {
  return [...known.calendar.closings]
    .map(([day, because]) => ({ on: fromEpochDay(day), because }))
    .filter(({ on }) => year === null || on.year === year)
    .sort((a, b) => Temporal.PlainDate.compare(a.on, b.on));
}
