import { describe, expect, it } from 'vitest';
import { ruleKinds } from '#schedule/automation-rule.ts';
import { scheduleJsonSchema } from './json-schema.ts';
import { scheduleShape } from './schedule-shape.ts';

describe('the published JSON Schema', () => {
  const schema = scheduleJsonSchema();
  const properties = schema['properties'] as Readonly<Record<string, { description?: string }>>;

  it('is of draft 2020-12, has every key that is read, and no other', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(properties)).toEqual(Object.keys(scheduleShape.shape));
    expect(schema['additionalProperties']).toBe(false);
  });

  it('asks for what has no default in a company', () => {
    expect(schema['required']).toEqual(['code', 'frequency']);
  });

  it('says that a rule has exactly one kind', () => {
    const oneOf = ruleKinds.map((kind) => ({ required: [kind] }));
    expect(properties['rule']).toMatchObject({ anyOf: [{ oneOf }, { type: 'null' }] });
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
