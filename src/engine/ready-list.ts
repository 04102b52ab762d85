/**
 * The tasks that may start now, queue by queue.
 */
import type { Seeded } from './seeded.ts';
import type { Delivery } from './task-record.ts';

/** The ready tasks of one queue, by priority and then by age. */
class ReadyList {
  /** One list per priority. Each is read from `head`, because shifting a long array is slow. */
  readonly #lines = Array.from({ length: 10 }, () => ({ items: [] as Delivery[], head: 0 }));

  push(delivery: Delivery): void {
    this.#lines[delivery.record.settings.priority]?.items.push(delivery);
  }

  /** Takes the next task. With `anyOf` it takes a random one, whatever its age and priority. */
  take(anyOf: Seeded | undefined): Delivery | undefined {
    const lines = this.#lines.filter((line) => line.head < line.items.length);
    const line = anyOf === undefined || lines.length === 0 ? lines[0] : anyOf.pick(lines);
    if (line === undefined) return undefined;
    if (anyOf !== undefined) {
      const other = line.head + anyOf.below(line.items.length - line.head);
      const first = line.items[line.head] as Delivery;
      line.items[line.head] = line.items[other] as Delivery;
      line.items[other] = first;
    }
    const taken = line.items[line.head];
    line.head += 1;
    if (line.head === line.items.length || line.head > 1_000) {
      line.items.splice(0, line.head);
      line.head = 0;
    }
    return taken;
  }
}

export class ReadyLists {
  readonly #lists = new Map<string, ReadyList>();
  #turn = 0;

  push(delivery: Delivery): void {
    const { queue } = delivery.record.settings;
    let list = this.#lists.get(queue);
    if (list === undefined) {
      list = new ReadyList();
      this.#lists.set(queue, list);
    }
    list.push(delivery);
  }

  /** Takes from the queues in turn, so that a full queue does not delay the others for ever. */
  take(queues: readonly string[], anyOf: Seeded | undefined): Delivery | undefined {
    this.#turn += 1;
    for (let place = 0; place < queues.length; place += 1) {
      const queue = queues[(place + this.#turn) % queues.length] as string;
      const taken = this.#lists.get(queue)?.take(anyOf);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  /** Queues that have held a task. */
  names(): Set<string> {
    return new Set(this.#lists.keys());
  }

  clear(): void {
    this.#lists.clear();
  }
}
