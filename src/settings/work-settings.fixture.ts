/** The default settings of a worker. */

import { defaults } from './defaults.ts';
import { type Settings, settingsOf } from './work-settings.ts';

/** Settings when nothing is set. */
export const defaultSettings: Settings = settingsOf(defaults);
