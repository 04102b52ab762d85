/** The years with federal tables, oldest first. */
import { federal2023 } from './federal-2023.ts';
import { federal2024 } from './federal-2024.ts';
import { federal2025 } from './federal-2025.ts';
import { federal2026 } from './federal-2026.ts';
import { type FederalFigures, type FederalYear, federalFigures } from './federal-year.ts';

export const federalYears: readonly FederalYear[] = [
  federal2023,
  federal2024,
  federal2025,
  federal2026,
];

/** Null: there is no table for the year. */
export function figuresOfYear(year: number): FederalFigures | null {
  const data = federalYears.find((one) => one.year === year);
  return data === undefined ? null : federalFigures(data);
}
