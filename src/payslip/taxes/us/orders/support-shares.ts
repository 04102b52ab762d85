/**
 * Divides what may be taken for support among several support orders.
 *
 * Current support comes first. If it does not fit, each order gets its part of it. Otherwise arrears share the rest in
 * the same way, and fees come last. The method, in proportion or in equal shares, is that of the state of work:
 * 42 U.S.C. 666(b); 45 CFR 303.100(a)(5). Parts are rounded down, so that they are never above the limit.
 */
import type { Minor } from '#money/minor.ts';
import { least } from './disposable-earnings.ts';

type Method = 'proportional' | 'equal';

/** What one order asks for. */
export interface SupportAsked {
  readonly currentMinor: Minor;
  readonly arrearsMinor: Minor;
  /** Whether the arrears are for a time before the last twelve weeks. */
  readonly isOldArrears: boolean;
  readonly feeMinor: Minor;
}

export interface SupportGiven {
  readonly currentMinor: Minor;
  readonly arrearsMinor: Minor;
  readonly feeMinor: Minor;
}

interface SupportLimit {
  /** For everything. */
  readonly limitMinor: Minor;
  /** In addition, only for arrears of more than twelve weeks. */
  readonly oldArrearsMinor: Minor;
  readonly method: Method;
}

/** What each order gets, in the order of the list. */
export function divideSupport(
  asked: readonly SupportAsked[],
  { limitMinor, oldArrearsMinor, method }: SupportLimit,
): readonly SupportGiven[] {
  const current = shared(
    asked.map(({ currentMinor }) => currentMinor),
    limitMinor,
    method,
  );
  let left = limitMinor - sumOf(current);
  const arrears = shared(
    asked.map(({ arrearsMinor }) => arrearsMinor),
    left,
    method,
  );
  left -= sumOf(arrears);
  const stillOld = asked.map(({ arrearsMinor, isOldArrears }, nth) =>
    isOldArrears ? arrearsMinor - (arrears[nth] ?? 0n) : 0n,
  );
  const more = shared(stillOld, oldArrearsMinor, method);
  return asked.map(({ feeMinor }, nth) => {
    const fee = least(feeMinor, left);
    left -= fee;
    return {
      currentMinor: current[nth] ?? 0n,
      arrearsMinor: (arrears[nth] ?? 0n) + (more[nth] ?? 0n),
      feeMinor: fee,
    };
  });
}

/** Each gets what it wants if that fits, else its part. */
export function shared(
  wanted: readonly Minor[],
  availableMinor: Minor,
  method: Method,
): readonly Minor[] {
  const total = sumOf(wanted);
  if (total <= availableMinor) return wanted;
  if (availableMinor <= 0n) return wanted.map(() => 0n);
  if (method === 'proportional') return wanted.map((one) => (availableMinor * one) / total);
  return inEqualShares(wanted, availableMinor);
}

/** Nobody gets more than wanted; what one does not need is shared by the others. */
function inEqualShares(wanted: readonly Minor[], availableMinor: Minor): readonly Minor[] {
  const given = wanted.map(() => 0n);
  let left = availableMinor;
  for (;;) {
    const open = wanted.flatMap((one, nth) => (one > (given[nth] ?? 0n) ? [nth] : []));
    const share = open.length === 0 ? 0n : left / BigInt(open.length);
    if (share === 0n) return given;
    for (const nth of open) {
      const more = least(share, (wanted[nth] ?? 0n) - (given[nth] ?? 0n));
      given[nth] = (given[nth] ?? 0n) + more;
      left -= more;
    }
  }
}

export function sumOf(amounts: readonly Minor[]): Minor {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
