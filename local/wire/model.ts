// A service's model as its SDK package exports it: operations `[9, namespace, name, traits, input, output]`
// and errors `[-3, namespace, name, traits, members, schemas]`, each in an export whose name ends in `$`.
import { NormalizedSchema } from '@smithy/core/schema';
import { type PathTemplate, parseTemplate } from './rest/template.ts';

export interface ServiceModel {
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** The `http` trait of REST protocols: method, path with query, status of success. */
  readonly http?: HttpTrait;
}

export interface HttpTrait {
  readonly method: string;
  readonly template: PathTemplate;
  readonly status: number;
}

export interface ErrorModel {
  readonly name: string;
  readonly schema: NormalizedSchema;
  /** `httpError` trait. */
  readonly status?: number;
  /** `awsQueryError` trait: what the Query protocol calls this error, where that differs. */
  readonly queryCode?: string;
  readonly queryStatus?: number;
}

type StaticSchema = readonly [number, string, string, unknown, unknown, unknown];
type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

const OPERATION = 9;
const ERROR = -3;

/** @param schemas the exports of an `@aws-sdk/client-*` package */
export function parseModel(schemas: Readonly<Record<string, unknown>>): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const [exportName, schema] of Object.entries(schemas)) {
    if (!exportName.endsWith('$') || !isStaticSchema(schema)) continue;
    if (schema[0] === OPERATION) operations.set(schema[2], toOperation(schema));
    if (schema[0] === ERROR) errors.set(schema[2], toError(schema));
  }
  return { operations, errors };
}

function isStaticSchema(value: unknown): value is StaticSchema {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[2] === 'string';
}

function toOperation([, , name, traits, input, output]: StaticSchema): OperationModel {
  const http = findTrait(traits, 'http') as readonly [string, string, number] | undefined;
  return {
    name,
    input: NormalizedSchema.of(input as SchemaRef),
    output: NormalizedSchema.of(output as SchemaRef),
    ...(http === undefined
      ? {}
      : { http: { method: http[0], template: parseTemplate(http[1]), status: http[2] } }),
  };
}

function toError(schema: StaticSchema): ErrorModel {
  const [, , name, traits] = schema;
  const status = findTrait(traits, 'httpError') as number | undefined;
  const query = findTrait(traits, 'awsQueryError') as readonly [string, number] | undefined;
  return {
    name,
    schema: NormalizedSchema.of(schema as unknown as SchemaRef),
    ...(status === undefined ? {} : { status }),
    ...(query === undefined ? {} : { queryCode: query[0], queryStatus: query[1] }),
  };
}

function findTrait(traits: unknown, name: string): unknown {
  return typeof traits === 'object' && traits !== null
    ? (traits as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
