import { describe, expect, it } from 'vitest';
import { brokerUrlProblem, maskBrokerUrl, parseBrokerUrl } from './broker-url.ts';

const plain = { user: null, password: null, hasTls: false };

describe('the address of a broker', () => {
  it.each([
    ['memory://', { kind: 'memory' }],
    ['postgres://h/a', { kind: 'postgres', url: 'postgres://h/a' }],
    ['redis://h', { kind: 'redis', at: { host: 'h', port: 6379 }, db: 0, ...plain }],
    [
      'rediss://paybeat:p%40ss@h.example:6380/3',
      {
        kind: 'redis',
        at: { host: 'h.example', port: 6380 },
        db: 3,
        user: 'paybeat',
        password: 'p@ss',
        hasTls: true,
      },
    ],
    ['redis://:secret@[::1]', { at: { host: '::1', port: 6379 }, user: null, password: 'secret' }],
    [
      'sentinel://u:p@h1,h2:26380,10.0.0.3/mymaster?sentinelPassword=s&db=2',
      {
        kind: 'sentinel',
        at: [
          { host: 'h1', port: 26379 },
          { host: 'h2', port: 26380 },
          { host: '10.0.0.3', port: 26379 },
        ],
        name: 'mymaster',
        user: 'u',
        password: 'p',
        sentinel: { user: null, password: 's' },
        db: 2,
        hasTls: false,
      },
    ],
    [
      'redis+cluster://h1,h2:7001?tls=true',
      {
        kind: 'cluster',
        at: [
          { host: 'h1', port: 6379 },
          { host: 'h2', port: 7001 },
        ],
        hasTls: true,
      },
    ],
  ])('such as %s is parsed', (url, address) => {
    expect(parseBrokerUrl(url)).toMatchObject({ address, problem: null });
  });

  it.each([
    ['', 'must be an address'],
    [7, 'must be an address'],
    ['localhost:6379', 'must begin with'],
    ['amqp://guest:hunter2@h', 'not amqp://'],
    ['memory://h', 'takes nothing after'],
    ['postgres://u:hunter2@h', 'does not name a database'],
    ['redis://', 'is not an address'],
    ['redis://u:hunter2@', 'is not an address'],
    ['redis://u:hunt/er2@h', 'percent-encoded'],
    ['redis://u:hunter2:more@h', 'percent-encoded'],
    ['redis://u:hunter2%@h', 'percent-encoded'],
    ['redis://u:hunter2@h#0', 'has a #'],
    ['redis://h:hunter2', 'a port must be a number'],
    ['redis://h:70000', 'a port must be a number'],
    ['redis://h/16', '0 to 15'],
    ['redis://h/mymaster', '0 to 15'],
    ['redis://h1,h2', 'names several hosts'],
    ['redis://h?tls=true', 'does not take: tls'],
    ['sentinel://h1,h2', 'does not say the name of the primary'],
    ['sentinel://h1/mymaster?password=hunter2', 'does not take: password'],
    ['sentinel://h1/mymaster?tls=yes', 'tls=true or tls=false'],
    ['sentinel://h1/mymaster?db=99', '0 to 15'],
    ['redis+cluster://h1,h2/1', 'a cluster has one database'],
    ['redis+cluster://h1,,h2', 'is not an address'],
  ])('such as %s is refused without showing its password', (url, problem) => {
    const found = brokerUrlProblem(url) ?? '';
    expect(found).toContain(problem);
    expect(found).not.toMatch(/hunter2|hunt\/er2/);
  });

  it.each([
    ['redis://h', 'redis://h'],
    ['redis://:hunter2@h:6380/1', 'redis://:***@h:6380/1'],
    ['sentinel://u:hunter2@h1,h2/m?db=1', 'sentinel://u:***@h1,h2/m?db=1'],
    ['redis+cluster://u:hunter2@h1,h2', 'redis+cluster://u:***@h1,h2'],
    ['postgres://u:hunter2@h/a', 'postgres://u:***@h/a'],
    ['redis://u:hun/ter2@h', '(an address that cannot be taken apart)'],
  ])('is shown with its password masked: %s', (url, shown) => {
    expect(maskBrokerUrl(url)).toBe(shown);
  });
});
