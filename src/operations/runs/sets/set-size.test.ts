import { describe, expect, it } from 'vitest';
import { SetSize } from './set-size.ts';

const size = () => new SetSize({ setCompanies: 100, leaseSeconds: 4 });

describe('the size of the next set', () => {
  it('is as many companies as a set may have, until one has lasted for half a lease', () => {
    const next = size();
    next.took({ companies: 100, ms: 1_900 });
    expect(next.companies).toBe(100);
    next.took({ companies: 100, ms: 2_001 });
    expect(next.companies).toBe(50);
    next.took({ companies: 50, ms: 2_001 });
    expect(next.companies).toBe(25);
  });

  it('is never less than one company', () => {
    const next = size();
    next.took({ companies: 1, ms: 9_000 });
    expect(next.companies).toBe(1);
  });

  it('grows again while sets are short, and never beyond what is set', () => {
    const next = size();
    next.took({ companies: 60, ms: 3_000 });
    expect(next.companies).toBe(30);
    next.took({ companies: 30, ms: 700 });
    expect(next.companies).toBe(30);
    for (const companies of [60, 100, 100]) {
      next.took({ companies: next.companies, ms: 100 });
      expect(next.companies).toBe(companies);
    }
  });

  it('says nothing by a set that was smaller than it may be', () => {
    const next = size();
    next.took({ companies: 100, ms: 3_000 });
    next.took({ companies: 2, ms: 10 });
    expect(next.companies).toBe(50);
  });
});
