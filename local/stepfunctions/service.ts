// AWS Step Functions: JSONata state machines, STANDARD, durable. The language is in asl/, a pure stepper.
import { createHash } from 'node:crypto';
import { nextTurn } from '../clock.ts';
import type { Environment, Service } from '../service.ts';
import { createCreateStateMachine } from './actions/create-state-machine.ts';
import { createDeleteStateMachine } from './actions/delete-state-machine.ts';
import { createDescribeExecution } from './actions/describe-execution.ts';
import { createDescribeStateMachine } from './actions/describe-state-machine.ts';
import { createDescribeStateMachineForExecution } from './actions/describe-state-machine-for-execution.ts';
import { createGetExecutionHistory } from './actions/get-execution-history.ts';
import { createListExecutions } from './actions/list-executions.ts';
import { createListStateMachines } from './actions/list-state-machines.ts';
import { createListTagsForResource } from './actions/list-tags-for-resource.ts';
import { createRedriveExecution } from './actions/redrive-execution.ts';
import { createSendTaskFailure } from './actions/send-task-failure.ts';
import { createSendTaskHeartbeat } from './actions/send-task-heartbeat.ts';
import { createSendTaskSuccess } from './actions/send-task-success.ts';
import { createStartExecution } from './actions/start-execution.ts';
import { createStopExecution } from './actions/stop-execution.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createTestState } from './actions/test-state.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createUpdateStateMachine } from './actions/update-state-machine.ts';
import { createValidateStateMachineDefinition } from './actions/validate-state-machine-definition.ts';
import { createExpressions, type Expressions } from './asl/expression.ts';
import { createEngine } from './engine.ts';
import { createLoadExecution } from './execution-facts.ts';
import type { Parts } from './parts.ts';
import { createRunTask } from './run-task.ts';
import { createSendToken } from './send-token.ts';
import { createStatesStore } from './store.ts';
import { createTelling } from './telling.ts';

export function createStepFunctions(environment: Environment): Service {
  const parts = createParts(environment);
  const { engine, telling } = parts;
  return {
    wire: {
      signingName: 'states',
      protocols: ['awsJson1_0'],
      targetPrefix: 'AWSStepFunctions',
      schemas: () => import('@aws-sdk/client-sfn'),
    },
    actions: {
      CreateStateMachine: createCreateStateMachine(parts),
      DeleteStateMachine: createDeleteStateMachine(parts),
      DescribeExecution: createDescribeExecution(parts),
      DescribeStateMachine: createDescribeStateMachine(parts),
      DescribeStateMachineForExecution: createDescribeStateMachineForExecution(parts),
      GetExecutionHistory: createGetExecutionHistory(parts),
      ListExecutions: createListExecutions(parts),
      ListStateMachines: createListStateMachines(parts),
      ListTagsForResource: createListTagsForResource(parts),
      RedriveExecution: createRedriveExecution(parts),
      SendTaskFailure: createSendTaskFailure(parts),
      SendTaskHeartbeat: createSendTaskHeartbeat(parts),
      SendTaskSuccess: createSendTaskSuccess(parts),
      StartExecution: createStartExecution(parts),
      StopExecution: createStopExecution(parts),
      TagResource: createTagResource(parts),
      TestState: createTestState(parts),
      UntagResource: createUntagResource(parts),
      UpdateStateMachine: createUpdateStateMachine(parts),
      ValidateStateMachineDefinition: createValidateStateMachineDefinition(parts),
    },
    start: () => {
      telling.tellStatus();
      engine.start();
    },
    stop: async () => {
      await engine.stop();
      await telling.stop();
    },
  };
}

function createParts(environment: Environment): Parts {
  const store = createStatesStore(environment.store);
  const expressions = createEndpointExpressions(environment);
  const telling = createTelling(environment, store);
  const loadExecution = createLoadExecution(store, environment);
  const runTask = createRunTask(environment);
  const engine = createEngine({ environment, store, expressions, runTask, telling, loadExecution });
  const parts = { environment, store, engine, expressions, telling, loadExecution, runTask };
  return { ...parts, sendToken: createSendToken(parts) };
}

function createEndpointExpressions({ random }: Environment): Expressions {
  return createExpressions({
    chance: (count) => random.bytes(count),
    hash: (algorithm, text) =>
      createHash(algorithm.toLowerCase().replace('-', '')).update(text).digest('hex'),
    yieldTurn: nextTurn,
  });
}
