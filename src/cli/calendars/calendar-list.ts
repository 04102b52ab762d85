/**
 * `paybeat calendar list` and `paybeat calendar show ID`.
 *
 * Built-in calendars need no database. For them, the verbs open no database and create no data
 * folder.
 */

import type { Command } from 'commander';
import { calendarSeen, calendarShape } from '#answers/calendars.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { type Answer, answer, Outage } from '#errors.ts';
import { hasDatabase } from '#operations/has-database.ts';
import {
  type CalendarsListed,
  calendarBuiltIn,
  calendarsBuiltIn,
  type KnownCalendar,
  listCalendars,
  showCalendar,
} from '#operations/schedules/list-calendars.ts';
import { findCalendar } from '#time/calendars/built-in.ts';

const about = 'bank calendars and their holidays';

export function registerCalendarList(program: Command, cli: CliContext): void {
  const list = group(program, 'calendar', about)
    .command('list')
    .description('list bank calendars and the years they cover')
    .option('--company <code>', "only this company's and the built-in ones (default: all)")
    .action(
      cli.verb(async ({ company: code }: { readonly company?: string }) => {
        const listed = await listedFor(cli, code ?? null);
        if (!listed.ok) return listed;
        const { company, calendars, note } = listed.value;
        return answer({
          json: { company, calendars: calendars.map(calendarShape), note },
          text: (page) => {
            page.table({
              columns: [
                { title: 'calendar' },
                { title: 'title', isLong: true },
                { title: 'covers' },
                { title: 'closed days', align: 'right' },
                { title: 'from' },
              ],
              rows: calendars.map((known) => [
                known.calendar.id,
                known.calendar.title,
                `${known.calendar.firstYear} to ${known.calendar.lastYear}`,
                String(known.calendar.closings.size),
                known.company ?? 'Paybeat',
              ]),
              whenEmpty: '',
            });
            if (note !== null) page.sentence(note);
          },
        });
      }),
    );
  withExamples(list, ['paybeat calendar list', 'paybeat calendar list --company acme --json']);
  registerCalendarShow(program, cli);
}

async function listedFor(cli: CliContext, code: string | null): Promise<Answer<CalendarsListed>> {
  const config = cli.config();
  if (!config.ok) return config;
  const builtIn = { company: null, calendars: calendarsBuiltIn, note: null };
  try {
    if (code === null && !(await hasDatabase(config.value))) return answer(builtIn);
    return await cli.withWorld((world) => listCalendars(world, { company: code }));
  } catch (error) {
    if (code !== null || !(error instanceof Outage)) throw error;
    const note = `Calendars of your own are not listed: the database cannot be asked (${error.code}).`;
    return answer({ ...builtIn, note });
  }
}

interface ShowOptions {
  readonly company?: string;
  readonly year?: number;
}

function registerCalendarShow(program: Command, cli: CliContext): void {
  const show = group(program, 'calendar', about)
    .command('show')
    .description('show the holidays of a bank calendar')
    .argument('<calendar>', 'id of the calendar')
    .option('--company <code>', 'company that owns the calendar; needed if there are several')
    .option('--year <year>', 'only this year', countArgument)
    .action(
      cli.verb(async (id: string, options: ShowOptions) => {
        const known = calendarBuiltIn(id);
        const named = known === null ? await ownNamed(cli, { id, ...options }) : answer(known);
        if (!named.ok) return named;
        const seen = calendarSeen(named.value, options.year ?? null);
        if (!seen.ok) return seen;
        return answer({
          json: seen.value,
          text: (page) => {
            const { title, firstYear, lastYear } = seen.value.calendar;
            page.sentence(`${id}: ${title}, covers ${firstYear} to ${lastYear}.`);
            page.table({
              columns: [{ title: 'closed' }, { title: 'because', isLong: true }],
              rows: seen.value.closed.map(({ on, because }) => [dayText(on), because]),
              whenEmpty: 'No day is closed besides the weekend.',
            });
          },
        });
      }),
    );
  withExamples(show, [
    'paybeat calendar show fed --year 2026',
    'paybeat calendar show winter-closing',
  ]);
}

async function ownNamed(
  cli: CliContext,
  ask: { readonly id: string; readonly company?: string },
): Promise<Answer<KnownCalendar>> {
  const config = cli.config();
  if (!config.ok) return config;
  if (!(await hasDatabase(config.value))) {
    // A company without a database has no calendars of its own.
    const none = findCalendar(ask.id, []);
    return none.ok ? answer({ calendar: none.value, isOwn: false, company: null }) : none;
  }
  return cli.withWorld((world) =>
    showCalendar(world, { id: ask.id, company: ask.company ?? null }),
  );
}
