/** A refusal as an exception that a program catches. */
import { expect, it } from 'vitest';
import { refuse } from '#errors.ts';
import { PaybeatRefused, valueOf } from './refused.ts';

it('a refusal that a program catches says what to do as data, and no command', () => {
  const refused = refuse({
    family: 'conflict',
    code: 'inputs_changed',
    message: 'run 3 has not read the inputs',
    hint: 'calculate it again',
    actions: [{ action: 'recalculate_run', run: 3 }],
  });
  const caught = thrownBy(() => valueOf(refused));
  expect(caught).toBeInstanceOf(PaybeatRefused);
  expect(caught).toMatchObject({
    code: 'inputs_changed',
    actions: [{ action: 'recalculate_run', run: 3 }],
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
