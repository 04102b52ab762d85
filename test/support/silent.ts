/** Telemetry that nobody reads. */

import type { Telemetry } from '#telemetry.ts';

export const silent: Telemetry = { emit: () => undefined };
