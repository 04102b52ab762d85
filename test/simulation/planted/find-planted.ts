/** Plays seeds with a planted fault until one of them shows that fault. */
import { campaign } from '../campaign.ts';
import type { Gale } from './gales.ts';
import type { PlantedFault } from './planted-faults.ts';

interface Found {
  readonly seed: number;
  /** The problem that shows it: `code: detail`. */
  readonly shown: string;
}

export async function findPlanted(ask: {
  readonly serverUrl: string;
  readonly planted: PlantedFault;
  readonly gale?: Gale;
  readonly seeds: readonly number[];
  readonly lanes: number;
}): Promise<Found | null> {
  const found: Found[] = [];
  await campaign({
    ...ask,
    until: ({ seed, problems }) => {
      const lines = problems.map(({ code, detail }) => `${code}: ${detail}`);
      const shown = lines.find((line) => ask.planted.shownBy.test(line));
      if (shown !== undefined) found.push({ seed, shown });
      return found.length > 0;
    },
  });
  return found[0] ?? null;
}
