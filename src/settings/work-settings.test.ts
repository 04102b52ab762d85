import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { defaultSettings } from './work-settings.fixture.ts';
import { settingsOf } from './work-settings.ts';

describe('the settings of the work', () => {
  it('are the defaults if nothing is set', () => {
    const config = loadConfig({ env: {}, flags: {}, folder: '/nowhere' });
    expect(config.ok && settingsOf(config.value)).toEqual(defaultSettings);
  });

  it('are the given values, also for a task with only one of the two limits', () => {
    const env = { PAYBEAT_CHUNK_SIZE: '7', PAYBEAT_TASK_HARD_LIMIT_SECONDS: '60' };
    const config = loadConfig({ env, flags: {}, folder: '/nowhere' });
    if (!config.ok) throw new Error(config.refusal.message);
    const taskLimits = { 'run_*': { soft: 5 } };
    expect(settingsOf({ ...config.value, taskLimits })).toEqual({
      ...defaultSettings,
      chunkSize: 7,
      taskLimits: {
        softSeconds: null,
        hardSeconds: 60,
        byTask: { 'run_*': { softSeconds: 5, hardSeconds: null } },
      },
    });
  });
});
