/**
 * The seeds of the gate. They are always the same, so a failure repeats.
 *
 * They are few, because each takes a second of a core. A long campaign is a command of its own:
 * `npm run simulate -- --seed 1 --seeds 2000`.
 */
import { type CampaignResult, campaign, type Kind, told } from './campaign.ts';

export const gateSeeds: readonly number[] = Array.from({ length: 60 }, (_, index) => index + 1);
export const oddSeeds = gateSeeds.filter((seed) => seed % 2 === 1);
export const evenSeeds = gateSeeds.filter((seed) => seed % 2 === 0);

/** Throws the reports of the first seeds that fail. */
export async function expectNoFailure(
  ask: Kind & { readonly serverUrl: string; readonly seeds: readonly number[] },
): Promise<CampaignResult> {
  const failures: string[] = [];
  const result = await campaign({
    ...ask,
    lanes: 2,
    onFailure: (simulated) => failures.push(told(simulated, ask)),
    until: () => failures.length >= 3,
  });
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
  return result;
}
