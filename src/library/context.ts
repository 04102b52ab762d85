/** Keeps the context of an opened library, which its users do not see. */
import { assert } from '#errors.ts';
import type { MethodContext } from '#methods/context.ts';

const contexts = new WeakMap<object, MethodContext>();

/** Records the context of an opened library. */
export function withContext<Opened extends object>(opened: Opened, context: MethodContext): Opened {
  contexts.set(opened, context);
  return opened;
}

/** The context of an opened library. */
export function contextOf(opened: object): MethodContext {
  const context = contexts.get(opened);
  assert(context, 'an opened library has its context');
  return context;
}
