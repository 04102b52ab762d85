/** The settings of a worker of whom nothing was set. */

import { defaults } from './defaults.ts';
import { type Settings, settingsOf } from './work-settings.ts';

/** What the work depends on when nothing is set. */
export const defaultSettings: Settings = settingsOf(defaults);
