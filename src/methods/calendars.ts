/** The methods for bank calendars and pay codes. */
import { calendarSeen, calendarShape, importedCalendarShape } from '#answers/calendars.ts';
import { answerShownAs, eachShownAs, shownAs } from '#answers/json-form.ts';
import { exportedPayCodesShape, listedPayCodeShape } from '#answers/pay-codes.ts';
import { takenInto } from '#answers/taken-in.ts';
import { answer } from '#errors.ts';
import { importPayCodes } from '#operations/companies/import-pay-codes.ts';
import { exportPayCodes, listPayCodes, showPayCode } from '#operations/companies/list-pay-codes.ts';
import { type CalendarFile, importCalendar } from '#operations/schedules/import-calendar.ts';
import {
  calendarBuiltIn,
  listCalendars,
  showCalendar,
} from '#operations/schedules/list-calendars.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

export function calendarsIn(context: MethodContext) {
  const { world } = context;
  return {
    calendars: {
      import: (ask: OfCompany & CalendarFile & { readonly dryRun?: boolean }) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(
            await importCalendar(world, { dryRun: false, ...ask, company }),
            importedCalendarShape,
          ),
        ),
      list: async (ask: OfCompany = {}) => {
        const listed = await listCalendars(world, { company: ask.company ?? null });
        if (!listed.ok) return listed;
        return answer(eachShownAs(listed.value.calendars, calendarShape));
      },
      show: async (ask: OfCompany & { readonly id: string; readonly year?: number }) => {
        const { id, company = null, year = null } = ask;
        const known = calendarBuiltIn(id);
        const found = known === null ? await showCalendar(world, { company, id }) : answer(known);
        return found.ok ? calendarSeen(found.value, year) : found;
      },
    },
    payCodes: {
      list: (ask: OfCompany = {}) =>
        inCompany(context, ask, async (company) =>
          answer(eachShownAs(await listPayCodes(world, company), listedPayCodeShape)),
        ),
      show: (ask: OfCompany & { readonly code: string }) =>
        inCompany(context, ask, async (company) => {
          const versions = await showPayCode(world, { company, code: ask.code });
          return versions.ok ? answer(eachShownAs(versions.value, listedPayCodeShape)) : versions;
        }),
      import: (ask: OfCompany & { readonly bytes: Uint8Array; readonly dryRun?: boolean }) =>
        inCompany(context, ask, async (company) =>
          takenInto(company, await importPayCodes(world, { dryRun: false, ...ask, company })),
        ),
      export: (ask: OfCompany & { readonly all?: boolean } = {}) =>
        inCompany(context, ask, async (company) =>
          answer(
            shownAs(
              await exportPayCodes(world, { company, all: ask.all === true }),
              exportedPayCodesShape,
            ),
          ),
        ),
    },
  };
}
