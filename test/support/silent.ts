/** Telemetry without a reader. */

import type { Telemetry } from '#telemetry.ts';

export const silent: Telemetry = { emit: () => undefined };
