// What is mocked, and whether the state under test may be (texts as AWS answers them, where they are known).
import type { MockInput, TestStateConfiguration, TestStateInput } from '@aws-sdk/client-sfn';
import type { ServiceError } from '../../service-error.ts';
import type { State } from '../asl/definition.ts';
import { isObject, type Json } from '../asl/json.ts';
import { isActivity } from '../asl/resource.ts';
import { awaitsToken } from '../asl/task-token.ts';
import type { Mock } from '../asl/test-state/test-state.ts';
import { createStatesError } from '../errors.ts';
import { parseMember } from './json-member.ts';
import { checkMockResult } from './mock-schema.ts';
import { findMockedCall } from './mocked-call.ts';

const MOCKED_TYPES = new Set(['Task', 'Map', 'Parallel']);

/** @throws ServiceError ValidationException, InvalidDefinition */
export async function readMock(
  state: State,
  { mock, revealSecrets, context, stateConfiguration }: TestStateInput,
): Promise<Mock | undefined> {
  if (mock === undefined) {
    checkNeedsNone(state, { context, stateConfiguration });
    return undefined;
  }
  if (!MOCKED_TYPES.has(state.Type)) {
    throw invalid(`State type '${state.Type}' is not supported when a mock is specified`);
  }
  if (revealSecrets === true) {
    throw invalid('TestState does not support RevealSecrets when a mock is specified.');
  }
  const { result, errorOutput } = mock;
  if (result !== undefined && errorOutput !== undefined) {
    throw invalid(
      'A test mock should have only one of the following fields: [result, errorOutput].',
    );
  }
  if (errorOutput !== undefined) {
    if (errorOutput.error === undefined) {
      throw invalid("The field 'error' is required when mock.errorOutput is specified.");
    }
    return { kind: 'error', error: errorOutput.error, cause: errorOutput.cause };
  }
  if (result === undefined) {
    throw invalid('A test mock must have one of the following fields: [result, errorOutput].');
  }
  const parsed = parseMember(result, 'Mocked result must be valid JSON');
  await checkResult(state, parsed, mock);
  return { kind: 'result', result: parsed };
}

/** What is only there where something is mocked. */
function checkNeedsNone(
  state: State,
  { context, stateConfiguration }: Pick<TestStateInput, 'context' | 'stateConfiguration'>,
): void {
  if (state.Type === 'Map' || state.Type === 'Parallel') {
    throw createStatesError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (state.Type === 'Task') {
    const pattern = findPattern(state.Resource);
    if (pattern !== undefined) {
      throw invalid(
        `TestState does not support the service integration pattern '${pattern}' unless a mock is specified.`,
      );
    }
  }
  if (context !== undefined) {
    throw invalid('TestState supports a context only when a mock is specified.');
  }
  const given = Object.keys(stateConfiguration ?? {}).filter(
    (name) => stateConfiguration?.[name as keyof TestStateConfiguration] !== undefined,
  );
  if (given.length > 0) {
    throw invalid(
      `TestState supports stateConfiguration.${String(given[0])} only when a mock is specified.`,
    );
  }
}

function findPattern(resource: string): string | undefined {
  if (isActivity(resource)) return 'Activity';
  if (awaitsToken(resource)) return '.waitForTaskToken';
  return /\.sync(:2)?$/.exec(resource)?.[0];
}

async function checkResult(
  state: State,
  result: Json,
  { fieldValidationMode: mode = 'STRICT' }: MockInput,
): Promise<void> {
  if (state.Type === 'Parallel') {
    checkArray(result);
    if (result.length !== state.Branches.length) {
      throw invalid(
        `Mocked result must have one element for each branch: expected ${String(state.Branches.length)}, found ${String(result.length)}.`,
      );
    }
  } else if (state.Type === 'Map') {
    if (state.ResultWriter === undefined) checkArray(result);
    else if (!isObject(result)) throw invalid('Mocked result must be a JSON object.');
  } else if (state.Type === 'Task') {
    const call = findMockedCall(state.Resource);
    if (call !== undefined) await checkMockResult(result, { call, mode });
  }
}

function checkArray(result: Json): asserts result is Json[] {
  if (!Array.isArray(result)) throw invalid('Mocked result must be an array.');
}

function invalid(message: string): ServiceError {
  return createStatesError('ValidationException', message);
}
