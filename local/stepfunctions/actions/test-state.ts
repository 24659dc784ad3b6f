// TestState: one state, of a machine or by itself, run by the interpreter of executions; nothing is stored.
import type { TestStateInput, TestStateOutput } from '@aws-sdk/client-sfn';
import { toArn } from '../../arn.ts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Limits } from '../../limits.ts';
import { createUuid } from '../../random.ts';
import type { Action, CallContext } from '../../service.ts';
import { parseJson } from '../asl/json.ts';
import { TestRefusedError } from '../asl/test-state/test-refused.ts';
import { type TestedState, testState } from '../asl/test-state/test-state.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import { createStatesError, invalidArn } from '../errors.ts';
import { findFaults } from '../integrations/find-integration.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn, permitPassRole } from '../permission.ts';
import { createCallTask } from '../test-state/call-task.ts';
import { parseObjectMember } from '../test-state/json-member.ts';
import { readDefinition } from '../test-state/read-definition.ts';
import { createReadItems } from '../test-state/read-items.ts';
import { readMock } from '../test-state/read-mock.ts';

export function createTestState(parts: Parts): Action<TestStateInput, TestStateOutput> {
  const { environment, expressions, runTask } = parts;
  const { clock, limits, random } = environment;
  return {
    permissions: ({ roleArn, mock, revealSecrets }) => [
      ...permitOn('TestState', '*'),
      ...(mock === undefined ? permitPassRole(roleArn) : []),
      ...(revealSecrets === true ? permitOn('RevealSecrets', '*') : []),
    ],
    run: async (request, context) => {
      checkConstraints(toConstraints(limits), request);
      const { machine, places, state } = await readDefinition(parts, request);
      const mock = await readMock(state, request);
      checkRole(request, state.Type === 'Task' && mock === undefined);
      const { stateConfiguration = {}, variables = '{}' } = request;
      const facts = toFacts(parts, request, context);
      const tested = await refuse(
        testState(
          {
            machine,
            facts,
            now: clock.now(),
            expressions,
            chance: (count) => random.bytes(count),
            limits,
            findFaults,
          },
          {
            places,
            input: facts.input,
            variables: parseObjectMember(variables, 'Variables must be a valid JSON object'),
            context:
              request.context === undefined
                ? undefined
                : parseObjectMember(
                    request.context,
                    'Invalid Context object provided: expected a JSON object',
                  ),
            retryCount: stateConfiguration.retrierRetryCount ?? 0,
            mock,
            failedIterations: stateConfiguration.mapIterationFailureCount,
            readItems: createReadItems(stateConfiguration.mapItemReaderData),
            call: createCallTask(environment, runTask, facts),
          },
        ),
      );
      return toOutput(tested, request);
    },
  };
}

async function refuse(tested: Promise<TestedState>): Promise<TestedState> {
  try {
    return await tested;
  } catch (error) {
    if (!(error instanceof TestRefusedError)) throw error;
    throw createStatesError('ValidationException', error.message, error);
  }
}

function toConstraints({ definitionBytesMax, stateDataBytesMax }: Limits): Constraints {
  const data = { length: [0, stateDataBytesMax], sensitive: true } as const;
  return {
    definition: { length: [1, definitionBytesMax], sensitive: true },
    roleArn: { length: [1, 256] },
    input: data,
    inspectionLevel: { values: ['INFO', 'DEBUG', 'TRACE'] },
    variables: data,
    stateName: { length: [1, 80], sensitive: true },
    context: data,
    mock: {
      members: {
        result: data,
        errorOutput: {
          members: {
            error: { length: [0, 256], sensitive: true },
            cause: { length: [0, 32_768], sensitive: true },
          },
        },
        fieldValidationMode: { values: ['STRICT', 'PRESENT', 'NONE'] },
      },
    },
    stateConfiguration: {
      members: {
        retrierRetryCount: { range: [0, Number.MAX_SAFE_INTEGER] },
        errorCausedByState: { length: [1, 80], sensitive: true },
        mapIterationFailureCount: { range: [0, Number.MAX_SAFE_INTEGER] },
        mapItemReaderData: data,
      },
    },
  };
}

function checkRole({ roleArn }: TestStateInput, isNeeded: boolean): void {
  if (roleArn === undefined) {
    if (!isNeeded) return;
    throw createStatesError(
      'ValidationException',
      'RoleArn must be specified when testing a Task state',
    );
  }
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn)) throw invalidArn(roleArn);
}

function toFacts(
  { environment }: Parts,
  { input = '{}', roleArn = '' }: TestStateInput,
  { region, accountId }: CallContext,
): ExecutionFacts {
  const id = createUuid(environment.random);
  const machineName = `TestState-${id}`;
  const place = { region, accountId };
  return {
    executionArn: toArn({
      ...place,
      service: 'states',
      resource: `express:${machineName}:${id}`,
    }),
    name: id,
    machineArn: toMachineArn(place, machineName),
    machineName,
    roleArn,
    startedAt: environment.clock.now(),
    input: readInput(input),
    region,
  };
}

function readInput(text: string): ExecutionFacts['input'] {
  try {
    return parseJson(text);
  } catch (error) {
    // The parser's own message would quote the input.
    throw createStatesError(
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'The input is not valid JSON'",
      error,
    );
  }
}

function toOutput(
  { inspection, ...told }: TestedState,
  { input = '{}', inspectionLevel = 'INFO' }: TestStateInput,
): TestStateOutput {
  if (inspectionLevel === 'INFO') return told;
  return { ...told, inspectionData: { input, ...inspection } };
}
