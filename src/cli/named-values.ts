/** The arguments `name=value …` of a verb. */
import { InvalidArgumentError } from 'commander';

export type NamedValue = readonly [name: string, value: string];

/** commander passes what it has read of the list so far. `advice` says how one is written. */
export function namedValue(advice: string) {
  return (text: string, before: readonly NamedValue[] = []): readonly NamedValue[] => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(text.trim()) ?? [];
    if (name === undefined || value === undefined) throw new InvalidArgumentError(advice);
    return [...before, [name.trim(), value.trim()]];
  };
}
