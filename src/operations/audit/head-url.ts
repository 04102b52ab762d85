/**
 * Sends audit heads to a URL, for somebody else to keep. The body of each POST has the lines of a head file: whoever adds
 * them to a file can verify with it.
 *
 * The receiver decides nothing here: its answer is not read, and no redirect is followed. A failure is reported, and
 * stops no work. The URL may contain a secret, so only its host is reported.
 */
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type CompanyHeadRow, headsOfCompanies } from '#store/reads/audit-events.ts';
import { isToldAgain } from '#telemetry.ts';
import { headLine } from './audit-heads.ts';

const answerWithinMs = 10_000;
/** A line has about 250 bytes. */
const linesAtOnce = 1_000;

interface PostAsk {
  readonly url: string;
  readonly heads: readonly CompanyHeadRow[];
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Why it failed, without anything of the URL's path; null: the receiver has taken all of them. */
async function postHeads(ask: PostAsk): Promise<string | null> {
  const { heads, signal, timeoutMs = answerWithinMs } = ask;
  const url = new URL(ask.url);
  const { username, password } = url;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  [url.username, url.password] = ['', ''];
  const headers = {
    'content-type': 'application/x-ndjson',
    ...(username !== '' && { authorization: `Basic ${login.toString('base64')}` }),
  };
  for (let from = 0; from < heads.length; from += linesAtOnce) {
    const body = heads
      .slice(from, from + linesAtOnce)
      .map(headLine)
      .join('');
    const timeout = AbortSignal.timeout(timeoutMs);
    const until = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const why = await post(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: until,
    });
    if (why !== null) return why;
  }
  return null;
}

async function post(url: URL, request: RequestInit): Promise<string | null> {
  try {
    const response = await fetch(url, request);
    await response.body?.cancel();
    return response.ok ? null : `it answered ${response.status}`;
  } catch (error) {
    if (!(error instanceof Error)) return 'it could not be called';
    if (error.name === 'TimeoutError') return 'it did not answer in time';
    const { cause } = error;
    return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
  }
}

/** For the rounds of a worker. Each call sends the heads that have moved since the last call that succeeded. */
export class HeadPoster {
  readonly #world: World;
  readonly #url: string;
  readonly #timeoutMs: number | undefined;
  readonly #sent = new Map<number, string>();
  #inARow = 0;

  constructor(
    world: World,
    { url, timeoutMs }: { readonly url: string; readonly timeoutMs?: number },
  ) {
    this.#world = world;
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** How many calls in a row have failed. `signal` ends a call without a report. */
  async post(signal: AbortSignal): Promise<number> {
    const { store, telemetry } = this.#world;
    const all = await store.read('every company', (at) => headsOfCompanies(at));
    const heads = all.filter(({ companyId, hash }) => this.#sent.get(companyId) !== hash);
    const how = this.#timeoutMs === undefined ? {} : { timeoutMs: this.#timeoutMs };
    const why = await postHeads({ url: this.#url, heads, signal, ...how });
    if (why === null) {
      this.#inARow = 0;
      for (const { companyId, hash } of heads) this.#sent.set(companyId, hash);
    } else if (!signal.aborted) {
      this.#inARow += 1;
      const inARow = this.#inARow;
      const { host } = new URL(this.#url);
      if (isToldAgain(inARow)) telemetry.emit({ kind: 'audit_heads_unsent', host, why, inARow });
    }
    return this.#inARow;
  }
}

/** For `doctor`: sends the head of one company, as each interval does. */
export async function tryHeadUrl(
  world: World,
  url: string,
  timeoutMs = answerWithinMs,
): Promise<{ readonly host: string; readonly why: string | null; readonly heads: number }> {
  const heads = (await lookAcross(world, headsOfCompanies)).slice(0, 1);
  return {
    host: new URL(url).host,
    why: await postHeads({ url, heads, timeoutMs }),
    heads: heads.length,
  };
}
