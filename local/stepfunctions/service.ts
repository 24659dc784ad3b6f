// AWS Step Functions: JSONata state machines, STANDARD (durable) and EXPRESS (in memory). The language is in asl/, a pure stepper.
import type { Environment, Service } from '../service.ts';
import { createCreateActivity } from './actions/create-activity.ts';
import { createCreateStateMachine } from './actions/create-state-machine.ts';
import { createCreateStateMachineAlias } from './actions/create-state-machine-alias.ts';
import { createDeleteActivity } from './actions/delete-activity.ts';
import { createDeleteStateMachine } from './actions/delete-state-machine.ts';
import { createDeleteStateMachineAlias } from './actions/delete-state-machine-alias.ts';
import { createDeleteStateMachineVersion } from './actions/delete-state-machine-version.ts';
import { createDescribeActivity } from './actions/describe-activity.ts';
import { createDescribeExecution } from './actions/describe-execution.ts';
import { createDescribeMapRun } from './actions/describe-map-run.ts';
import { createDescribeStateMachine } from './actions/describe-state-machine.ts';
import { createDescribeStateMachineAlias } from './actions/describe-state-machine-alias.ts';
import { createDescribeStateMachineForExecution } from './actions/describe-state-machine-for-execution.ts';
import { createGetActivityTask } from './actions/get-activity-task.ts';
import { createGetExecutionHistory } from './actions/get-execution-history.ts';
import { createListActivities } from './actions/list-activities.ts';
import { createListExecutions } from './actions/list-executions.ts';
import { createListMapRuns } from './actions/list-map-runs.ts';
import { createListStateMachineAliases } from './actions/list-state-machine-aliases.ts';
import { createListStateMachineVersions } from './actions/list-state-machine-versions.ts';
import { createListStateMachines } from './actions/list-state-machines.ts';
import { createListTagsForResource } from './actions/list-tags-for-resource.ts';
import { createPublishStateMachineVersion } from './actions/publish-state-machine-version.ts';
import { createRedriveExecution } from './actions/redrive-execution.ts';
import { createSendTaskFailure } from './actions/send-task-failure.ts';
import { createSendTaskHeartbeat } from './actions/send-task-heartbeat.ts';
import { createSendTaskSuccess } from './actions/send-task-success.ts';
import { createStartExecution } from './actions/start-execution.ts';
import { createStartSyncExecution } from './actions/start-sync-execution.ts';
import { createStopExecution } from './actions/stop-execution.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createTestState } from './actions/test-state.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createUpdateMapRun } from './actions/update-map-run.ts';
import { createUpdateStateMachine } from './actions/update-state-machine.ts';
import { createUpdateStateMachineAlias } from './actions/update-state-machine-alias.ts';
import { createValidateStateMachineDefinition } from './actions/validate-state-machine-definition.ts';
import { createActivities } from './activities/activities.ts';
import { createEndpointExpressions } from './engine/endpoint-expressions.ts';
import { createEngine } from './engine/engine.ts';
import { createExpress } from './engine/express.ts';
import { createJobs } from './engine/jobs.ts';
import { createRunTask } from './engine/run-task.ts';
import { createLoadExecution } from './executions/execution-facts.ts';
import { createSendToken } from './executions/send-token.ts';
import { createDeletion, tellDeletion } from './machines/deletion.ts';
import { createMapRuns } from './map-runs/map-runs.ts';
import type { Parts } from './parts.ts';
import { createStatesStore } from './store.ts';
import { createTelling } from './telling/telling.ts';

export function createStepFunctions(environment: Environment): Service {
  const parts = createParts(environment);
  const { deletion, engine, express, mapRuns, telling } = parts;
  return {
    wire: {
      signingName: 'states',
      protocols: ['awsJson1_0'],
      targetPrefix: 'AWSStepFunctions',
      schemas: () => import('@aws-sdk/client-sfn'),
    },
    actions: {
      CreateActivity: createCreateActivity(parts),
      CreateStateMachine: createCreateStateMachine(parts),
      CreateStateMachineAlias: createCreateStateMachineAlias(parts),
      DeleteActivity: createDeleteActivity(parts),
      DeleteStateMachine: createDeleteStateMachine(parts),
      DeleteStateMachineAlias: createDeleteStateMachineAlias(parts),
      DeleteStateMachineVersion: createDeleteStateMachineVersion(parts),
      DescribeActivity: createDescribeActivity(parts),
      DescribeExecution: createDescribeExecution(parts),
      DescribeMapRun: createDescribeMapRun(parts),
      DescribeStateMachine: createDescribeStateMachine(parts),
      DescribeStateMachineAlias: createDescribeStateMachineAlias(parts),
      DescribeStateMachineForExecution: createDescribeStateMachineForExecution(parts),
      GetActivityTask: createGetActivityTask(parts),
      GetExecutionHistory: createGetExecutionHistory(parts),
      ListActivities: createListActivities(parts),
      ListExecutions: createListExecutions(parts),
      ListMapRuns: createListMapRuns(parts),
      ListStateMachineAliases: createListStateMachineAliases(parts),
      ListStateMachineVersions: createListStateMachineVersions(parts),
      ListStateMachines: createListStateMachines(parts),
      ListTagsForResource: createListTagsForResource(parts),
      PublishStateMachineVersion: createPublishStateMachineVersion(parts),
      RedriveExecution: createRedriveExecution(parts),
      SendTaskFailure: createSendTaskFailure(parts),
      SendTaskHeartbeat: createSendTaskHeartbeat(parts),
      SendTaskSuccess: createSendTaskSuccess(parts),
      StartExecution: createStartExecution(parts),
      StartSyncExecution: createStartSyncExecution(parts),
      StopExecution: createStopExecution(parts),
      TagResource: createTagResource(parts),
      TestState: createTestState(parts),
      UntagResource: createUntagResource(parts),
      UpdateMapRun: createUpdateMapRun(parts),
      UpdateStateMachine: createUpdateStateMachine(parts),
      UpdateStateMachineAlias: createUpdateStateMachineAlias(parts),
      ValidateStateMachineDefinition: createValidateStateMachineDefinition(parts),
    },
    start: () => {
      telling.tellStatus();
      engine.start();
      express.start();
      mapRuns.start();
      deletion.start();
    },
    stop: async () => {
      await mapRuns.stop();
      await engine.stop();
      await express.stop();
      await telling.stop();
    },
  };
}

function createParts(environment: Environment): Parts {
  const store = createStatesStore(environment.store);
  const expressions = createEndpointExpressions(environment);
  const deletion = createDeletion(store);
  const telling = tellDeletion(createTelling(environment, store), { store, deletion }, (key) => {
    void engine.abort(key, {});
  });
  const loadExecution = createLoadExecution(store, environment);
  const activities = createActivities(environment, store);
  const runTask = createRunTask(environment, store, activities);
  const jobs = createJobs(environment, store);
  const mapRuns = createMapRuns(() => parts);
  const common = { environment, store, expressions, telling, runTask, mapRuns };
  const engine = createEngine({ ...common, loadExecution, jobs });
  const express = createExpress(
    { ...common, jobs },
    environment.store.collection('stepfunctions/express'),
  );
  const parts: Omit<Parts, 'sendToken'> = {
    ...{ ...common, activities, engine, express, deletion, loadExecution },
  };
  return { ...parts, sendToken: createSendToken(parts) };
}
