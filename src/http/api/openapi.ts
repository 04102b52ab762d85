/** Makes the OpenAPI 3.1 document from the rows of the table. It describes what inputs.ts reads and what answers show. */
import { z } from 'zod';
import { type ApiInput, inputsOf, namesIn, pageLimit, snakeCase } from './inputs.ts';
import type { ApiOperation } from './operation.ts';

type Schema = Readonly<Record<string, unknown>>;

export function openApiDocument(
  table: readonly ApiOperation[],
  { version }: { readonly version: string },
): Schema {
  const schemas: Record<string, Schema> = { Problem: problem };
  const paths: Record<string, Record<string, Schema>> = {};
  for (const operation of table) {
    const path = (paths[operation.path] ??= {});
    path[operation.http.toLowerCase()] = described(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Paybeat', version, description: about },
    security: [{ key: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'pb_id_secret' } },
      responses: {
        Problem: { description: 'What is wrong, and what to do about it.', content: problems },
      },
    },
  };
}

const about =
  'Amounts are decimal strings, days and instants ISO 8601. A list has `next`: pass it as `after` of the following ' +
  'request. Every failure is a problem document (RFC 9457) with a code, and with actions as data.';

function described(operation: ApiOperation, schemas: Record<string, Schema>): Schema {
  const { id, summary, roles, answer, verb } = operation;
  const inputs = inputsOf(operation);
  const company = namesIn(operation.path).includes('company') ? [companyParameter] : [];
  const body = inputs.filter((one) => one.in === 'body');
  const keys = operation.command === undefined ? [] : [requestKeyParameter];
  return {
    ...{ operationId: id, summary, tags: [id.split('.')[0] ?? ''] },
    description: `Roles: ${roles.join(', ')}.`,
    'x-roles': roles,
    'x-command': verb,
    parameters: [...company, ...keys, ...inputs.filter((one) => one.in !== 'body').map(parameter)],
    ...(body.length === 0 ? {} : { requestBody: requestBody(body) }),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: shownSchema(answer, schemas) } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const companyParameter = {
  ...{ name: 'company', in: 'path', required: true, description: 'Code of the company.' },
  schema: { type: 'string' },
};

const requestKeyParameter = {
  ...{
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    schema: { type: 'string', maxLength: 200 },
  },
  description: 'New for each request, and the same when it is sent again. A dry run needs none.',
};

const descriptions: Readonly<Record<string, string>> = {
  after: '`next` of the page before.',
  limit: `Rows of a page; without it ${pageLimit}.`,
  employee: 'Employee number.',
  run: 'Number of the run.',
  period: 'Number of the period.',
  schedule: 'Code of the schedule.',
};

function parameter({ name, in: place, schema, isRequired }: ApiInput): Schema {
  const description = descriptions[name];
  return {
    ...{ name, in: place, required: isRequired, schema: takenSchema(schema) },
    ...(description === undefined ? {} : { description }),
  };
}

function requestBody(inputs: readonly ApiInput[]): Schema {
  const isRequired = inputs.some((one) => one.isRequired);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(inputs.map((one) => [one.name, takenSchema(one.schema)])),
    required: inputs.filter((one) => one.isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
  return { required: isRequired, content: { 'application/json': { schema } } };
}

/** What a method takes, with the names of the request. */
function takenSchema(schema: z.ZodType): Schema {
  return inSnakeCase(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as Schema;
}

function inSnakeCase(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(inSnakeCase);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => name !== '$schema')
      .map(([name, part]: [string, unknown]) => {
        if (name === 'required' && Array.isArray(part))
          return [name, part.map((one) => snakeCase(String(one)))];
        if (name !== 'properties') return [name, inSnakeCase(part)];
        const parts = Object.entries(Object(part)).map(([key, one]) => [
          snakeCase(key),
          inSnakeCase(one),
        ]);
        return [name, Object.fromEntries(parts)];
      }),
  );
}

/** Puts the named schemas into the components. A later version may add names, so a client accepts others. */
function shownSchema(answer: z.ZodType, schemas: Record<string, Schema>): Schema {
  const { $defs = {}, ...json } = z.toJSONSchema(answer, {
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  for (const [name, schema] of Object.entries($defs))
    schemas[name] = inComponents(schema) as Schema;
  const { id } = answer.meta() ?? {};
  if (id === undefined || '$ref' in json) return inComponents(json) as Schema;
  schemas[id] = inComponents(json) as Schema;
  return { $ref: `#/components/schemas/${id}` };
}

function inComponents(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(inComponents);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => name !== 'id' && name !== '$schema')
      .map(([name, part]: [string, unknown]) => [
        name,
        name === '$ref'
          ? String(part).replace('#/$defs/', '#/components/schemas/')
          : inComponents(part),
      ]),
  );
}

const problem = {
  type: 'object',
  required: [
    'type',
    'title',
    'status',
    'code',
    'detail',
    'request_id',
    'errors',
    'actions',
    'facts',
  ],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'What programs rely on. It never changes its meaning.' },
    detail: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'The parameter, or the place in the body.' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    actions: {
      type: 'array',
      items: { type: 'object', required: ['action'], properties: { action: { type: 'string' } } },
    },
    facts: { type: 'object' },
  },
};

const problems = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};
