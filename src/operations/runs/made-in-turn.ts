/** A list whose elements are made one at a time, whenever somebody goes through it. None of them is kept. */

export interface MadeInTurn<Made> extends Iterable<Made> {
  readonly length: number;
}

export function madeInTurn<From, Made>(
  from: MadeInTurn<From>,
  make: (one: From) => Made,
): MadeInTurn<Made> {
  return {
    length: from.length,
    *[Symbol.iterator]() {
      for (const one of from) yield make(one);
    },
  };
}
