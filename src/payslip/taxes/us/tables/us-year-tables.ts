/** Figures of a year of United States federal taxes as a file. */

import { stateWageRows } from '#payslip/taxes/us/us-minimum-wage.ts';
import type { UsYears } from '#payslip/taxes/us/us-years.ts';
import type { TableFile, YearTables } from '#payslip/taxes/year-tables.ts';
import type { CanonicalValue } from '#text/canonical-json.ts';
import { givenTableId } from './from-us-file.ts';
import { missingStates, usDoubts, usFaults, usMissing } from './judge-us-file.ts';
import { usFileOf } from './to-us-file.ts';
import { type UsTableFile, usTableShape } from './us-table-shape.ts';

export function usYearTables(years: UsYears): YearTables {
  return {
    shape: usTableShape,
    idOf: givenTableId,
    fileOf(year) {
      const found = years.federal.find(({ data }) => data.year === year);
      if (found === undefined) return null;
      const { data, table } = found;
      if (table.given !== undefined) return table.figures as unknown as AsFile;
      const file = usFileOf({
        ...{ data, wages: stateWageRows },
        limits: years.limits.get(year),
        plans: years.plans.get(year),
        mileage: years.mileage.get(year),
        reductions: years.creditReductions.get(year),
        levy: years.levies.get(year),
      });
      return file as unknown as AsFile;
    },
    faults: (file) => [
      ...usFaults(file as UsTableFile),
      ...missingStates(file as UsTableFile, [...years.minimumWage.states.keys()]),
    ],
    doubts: (file) => usDoubts(file as UsTableFile),
    missing: (file) => usMissing(file as UsTableFile),
    yearly: [
      '/income_tax/standard',
      '/income_tax/step_2',
      '/social_security/wage_base',
      '/mileage',
    ],
  };
}

type AsFile = TableFile & { readonly [name: string]: CanonicalValue | undefined };
