// Whether a mocked result is what the service would answer, by the SDK's own schema of the call (AWS documentation,
// "Mock validation modes"). Members that the schema does not have are nobody's business in any mode.
import type { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceError } from '../../service-error.ts';
import { listMembers, toShapeKind, toValueSchema } from '../../wire/shape/kind.ts';
import { isObject, type Json } from '../asl/json.ts';
import { createStatesError } from '../errors.ts';
import { toMemberName } from '../integrations/java-names.ts';
import { loadSdkModel } from '../integrations/sdk-model.ts';
import type { MockedCall } from './mocked-call.ts';

export type ValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/** @throws ServiceError ValidationException that names the member */
export async function checkMockResult(
  result: Json,
  { call, mode }: { readonly call: MockedCall; readonly mode: ValidationMode },
): Promise<void> {
  if (mode === 'NONE') return;
  const { actions } = await loadSdkModel(call.service);
  const output = actions.get(call.action)?.output;
  if (output === undefined) return;
  check(output, result, { ...call, isStrict: mode === 'STRICT', field: '' });
}

interface Checking extends Pick<MockedCall, 'free'> {
  readonly isStrict: boolean;
  readonly field: string;
}

function check(schema: NormalizedSchema, value: Json, checking: Checking): void {
  const { field } = checking;
  switch (toShapeKind(schema)) {
    case 'structure':
      checkStructure(schema, value, checking);
      return;
    case 'list':
      if (!Array.isArray(value)) throw mustBe(field, 'an array');
      for (const item of value) check(toValueSchema(schema), item, checking);
      return;
    case 'map':
      if (!isObject(value)) throw mustBe(field, 'an object');
      for (const item of Object.values(value)) check(toValueSchema(schema), item, checking);
      return;
    case 'string':
    case 'timestamp':
    case 'blob':
      if (typeof value !== 'string') throw mustBe(field, 'a string');
      return;
    case 'number':
      if (typeof value !== 'number') throw mustBe(field, 'a number');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw mustBe(field, 'a boolean');
      return;
    case 'document':
    case 'unit':
      return;
  }
}

function checkStructure(schema: NormalizedSchema, value: Json, checking: Checking): void {
  if (!isObject(value)) {
    throw checking.field === ''
      ? invalid('Mock result must be a valid JSON object')
      : mustBe(checking.field, 'an object');
  }
  for (const { name, schema: member, isRequired } of listMembers(schema)) {
    const field = toMemberName(name);
    const given = value[field];
    if (given === undefined) {
      if (isRequired && checking.isStrict) {
        throw invalid(`Mock result schema validation error: Required field '${field}' is missing`);
      }
    } else if (!checking.free.includes(field)) check(member, given, { ...checking, field });
  }
}

function mustBe(field: string, type: string): ServiceError {
  return invalid(`Mock result schema validation error: Field '${field}' must be ${type}`);
}

function invalid(message: string): ServiceError {
  return createStatesError('ValidationException', message);
}
