/**
 * A period of two weeks for people without a schedule. It is due on 2 March 2026 at midnight, like
 * all others.
 */
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { must, type SmallCompany } from './small-company.ts';

export async function dueFortnight(
  { world, companyId }: SmallCompany,
  ask: { readonly from: string; readonly payOn?: string; readonly ifMissed?: 'hold' },
): Promise<number> {
  const startOn = Temporal.PlainDate.from(ask.from);
  const { periodId } = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'biweekly', startOn },
      endOn: startOn.add({ days: 13 }),
      payOn: ask.payOn === undefined ? null : Temporal.PlainDate.from(ask.payOn),
      rule: {
        ...{ run_on_date: '2026-03-02', at: '00:00' },
        ...(ask.ifMissed === undefined ? {} : { if_missed: ask.ifMissed }),
      },
    }),
  );
  must(await activatePeriod(world, { periodId }));
  return periodId;
}
