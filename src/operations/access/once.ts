/**
 * Carries out a request of a program once, however often it is sent under one key.
 *
 * The first transaction of the operation that writes also claims the key, so the key is stored exactly if the change is.
 * The answer is stored afterwards, because it is read after the change. Whoever sends the same request again gets that
 * answer. If the process ended in between, nobody knows the answer: `again` then reads how things are now, and that
 * becomes the answer. The change is never repeated.
 *
 * A refusal frees the key: nothing was changed, and the same request may succeed later.
 *
 * Refusals
 *   request_key_reused     another request has this key
 *   request_under_way      the same request is being carried out; ask again in a moment
 *   those of `act`
 */
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import type { Store, Writing } from '#store/store.ts';
import {
  answerRequest,
  claimRequest,
  freeRequest,
  type KeyedRequest,
  type KnownRequest,
  requestOfKey,
} from '#store/writes/api-requests.ts';

export type { KeyedRequest };

/** What moves money is kept longer. */
export type RequestKind = KeyedRequest['kind'];

interface OnceAnswer {
  /** JSON. */
  readonly answer: string;
  /** The change was made by an earlier request. */
  readonly isRepeated: boolean;
}

interface Once<W extends World> {
  readonly request: KeyedRequest;
  /** Carries out the operation in this world. */
  readonly act: (world: W) => Promise<Answer<string>>;
  /** Reads what the operation would answer now. */
  readonly again: () => Promise<Answer<string>>;
}

/** After this time, a request without an answer is no longer under way: its process has ended. */
const underWaySeconds = 30;

export async function once<W extends World>(world: W, ask: Once<W>): Promise<Answer<OnceAnswer>> {
  const { request, act, again } = ask;
  const scope = { companyId: request.companyId };
  const known = await world.store.read(scope, (at) => requestOfKey(at, request));
  if (known !== null) return answerOfKnown(world, { request, known, again });
  const claim = new Claim(world.store, request);
  let acted: Answer<string>;
  try {
    acted = await act({ ...world, store: claim.store });
  } catch (error) {
    if (!(error instanceof TakenByAnother)) throw error;
    return answerOfKnown(world, { request, known: error.known, again });
  }
  if (!acted.ok) {
    if (claim.isHeld) await world.store.write(scope, (tx) => freeRequest(tx, request));
    return acted;
  }
  const { value } = acted;
  const taken = await world.store.write(scope, async (tx) => {
    // An operation that had nothing to change has not claimed it.
    const other = claim.isHeld ? null : await claimRequest(tx, request);
    if (other === null) await answerRequest(tx, request, value);
    return other;
  });
  return taken === null
    ? answer({ answer: value, isRepeated: false })
    : answerOfKnown(world, { request, known: taken, again });
}

/** A store whose first transaction that changes something claims the key. */
class Claim {
  isHeld = false;
  readonly store: Store;

  constructor(store: Store, request: KeyedRequest) {
    const claimed = async <T>(tx: Writing, work: (tx: Writing) => Promise<T>): Promise<T> => {
      const other = await claimRequest(tx, request);
      if (other !== null) throw new TakenByAnother(other);
      const result = await work(tx);
      if (isRefused(result)) await freeRequest(tx, request);
      return result;
    };
    this.store = {
      read: (scope, work) => store.read(scope, work),
      rehearse: (scope, work) => store.rehearse(scope, work),
      close: (how) => store.close(how),
      write: async (scope, work) => {
        const isOfCompany = typeof scope !== 'string' && 'companyId' in scope;
        if (this.isHeld || !isOfCompany) return store.write(scope, work);
        const result = await store.write(scope, (tx) => claimed(tx, work));
        this.isHeld = !isRefused(result);
        return result;
      },
    };
  }
}

class TakenByAnother extends Error {
  readonly known: KnownRequest;

  constructor(known: KnownRequest) {
    super('another request has this key');
    this.known = known;
  }
}

function isRefused(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
}

async function answerOfKnown(
  world: World,
  ask: Pick<Once<never>, 'request' | 'again'> & { readonly known: KnownRequest },
): Promise<Answer<OnceAnswer>> {
  const { request, known, again } = ask;
  if (!Buffer.from(known.sha256).equals(request.sha256)) return keyReused();
  if (known.answer !== null) return answer({ answer: known.answer, isRepeated: true });
  if (known.ageSeconds < underWaySeconds) return underWay();
  const now = await again();
  if (!now.ok) return now;
  const scope = { companyId: request.companyId };
  await world.store.write(scope, (tx) => answerRequest(tx, request, now.value));
  return answer({ answer: now.value, isRepeated: true });
}

function keyReused(): Refused {
  return refuse({
    family: 'invalid',
    code: 'request_key_reused',
    message: 'another request was sent under this key',
    hint: 'choose a new key for each request, and the same one only to send a request again',
  });
}

function underWay(): Refused {
  return refuse({
    family: 'conflict',
    code: 'request_under_way',
    message: 'a request under this key is being carried out',
    hint: 'send the same request again in a moment',
  });
}
