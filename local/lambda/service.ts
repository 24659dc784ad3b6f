// AWS Lambda: functions from zips, invoked at once or from a queue, with their roles' rights (Lambda API reference).
import type { LambdaRuntime } from '../lambda-runtime.ts';
import type { AnyAction, Environment, Service } from '../service.ts';
import { addPermission } from './actions/add-permission.ts';
import { createAlias } from './actions/create-alias.ts';
import { createFunction } from './actions/create-function.ts';
import { deleteAlias } from './actions/delete-alias.ts';
import { deleteFunction } from './actions/delete-function.ts';
import { deleteFunctionConcurrency } from './actions/delete-function-concurrency.ts';
import { deleteFunctionEventInvokeConfig } from './actions/delete-function-event-invoke-config.ts';
import { getAccountSettings } from './actions/get-account-settings.ts';
import { getAlias } from './actions/get-alias.ts';
import { getFunction } from './actions/get-function.ts';
import { getFunctionCodeSigningConfig } from './actions/get-function-code-signing-config.ts';
import { getFunctionConcurrency } from './actions/get-function-concurrency.ts';
import { getFunctionConfiguration } from './actions/get-function-configuration.ts';
import { getFunctionEventInvokeConfig } from './actions/get-function-event-invoke-config.ts';
import { getFunctionRecursionConfig } from './actions/get-function-recursion-config.ts';
import { getPolicy } from './actions/get-policy.ts';
import { getRuntimeManagementConfig } from './actions/get-runtime-management-config.ts';
import { invoke } from './actions/invoke.ts';
import { listAliases } from './actions/list-aliases.ts';
import { listEventSourceMappings } from './actions/list-event-source-mappings.ts';
import { listFunctionEventInvokeConfigs } from './actions/list-function-event-invoke-configs.ts';
import { listFunctions } from './actions/list-functions.ts';
import { listTags } from './actions/list-tags.ts';
import { listVersionsByFunction } from './actions/list-versions-by-function.ts';
import { publishVersion } from './actions/publish-version.ts';
import { putFunctionConcurrency } from './actions/put-function-concurrency.ts';
import { putFunctionEventInvokeConfig } from './actions/put-function-event-invoke-config.ts';
import { removePermission } from './actions/remove-permission.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import { updateAlias } from './actions/update-alias.ts';
import { updateFunctionCode } from './actions/update-function-code.ts';
import { updateFunctionConfiguration } from './actions/update-function-configuration.ts';
import { updateFunctionEventInvokeConfig } from './actions/update-function-event-invoke-config.ts';
import { createAsyncEvents } from './async-events.ts';
import { createConcurrency } from './concurrency.ts';
import { createDeliver } from './destinations.ts';
import { createExecute } from './execution.ts';
import { createImageRuntime, withImages } from './image-runtime.ts';
import type { Lambda } from './lambda.ts';
import { createSessions } from './sessions.ts';
import { createLambdaStore } from './store.ts';
import { createTelemetry } from './telemetry.ts';
import { createWorkerRuntime } from './worker-runtime.ts';

export interface LambdaParts {
  /** What runs the code; worker threads where left out. */
  readonly lambdaRuntime?: LambdaRuntime | undefined;
}

export function createLambda(environment: Environment, parts: LambdaParts = {}): Service {
  const { clock, limits, store } = environment;
  const responseBytesMax = limits.invokeBytesMax;
  const zips = parts.lambdaRuntime ?? createWorkerRuntime({ clock, responseBytesMax });
  const runtime = withImages(zips, createImageRuntime({ clock, responseBytesMax }));
  const functions = createLambdaStore(store);
  const concurrency = createConcurrency(limits.lambdaConcurrencyMax, (region) =>
    functions.list(region),
  );
  const sessions = createSessions(environment);
  const telemetry = createTelemetry(environment);
  const execute = createExecute({
    ...{ environment, functions, runtime, concurrency, sessions, telemetry },
  });
  const deliver = createDeliver({ environment, functions, telemetry });
  const asyncEvents = createAsyncEvents({ environment, functions, execute, deliver, telemetry });

  return {
    wire: {
      signingName: 'lambda',
      protocols: ['restJson1'],
      schemas: async () => await import('@aws-sdk/client-lambda'),
    },
    actions: createActions({ environment, functions, concurrency, execute, asyncEvents }),
    start: () => asyncEvents.start(),
    stop: async () => {
      // Events first, so that what the runtime's end breaks counts as no attempt.
      const eventsStopped = asyncEvents.stop();
      await runtime.stop();
      await eventsStopped;
      await telemetry.drain();
    },
  };
}

function createActions(lambda: Lambda): Readonly<Record<string, AnyAction>> {
  return {
    AddPermission: addPermission(lambda),
    CreateAlias: createAlias(lambda),
    CreateFunction: createFunction(lambda),
    DeleteAlias: deleteAlias(lambda),
    DeleteFunction: deleteFunction(lambda),
    DeleteFunctionConcurrency: deleteFunctionConcurrency(lambda),
    DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig(lambda),
    GetAccountSettings: getAccountSettings(lambda),
    GetAlias: getAlias(lambda),
    GetFunction: getFunction(lambda),
    GetFunctionCodeSigningConfig: getFunctionCodeSigningConfig(lambda),
    GetFunctionConcurrency: getFunctionConcurrency(lambda),
    GetFunctionConfiguration: getFunctionConfiguration(lambda),
    GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig(lambda),
    GetFunctionRecursionConfig: getFunctionRecursionConfig(lambda),
    GetPolicy: getPolicy(lambda),
    GetRuntimeManagementConfig: getRuntimeManagementConfig(lambda),
    Invoke: invoke(lambda),
    ListAliases: listAliases(lambda),
    ListEventSourceMappings: listEventSourceMappings(lambda),
    ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs(lambda),
    ListFunctions: listFunctions(lambda),
    ListTags: listTags(lambda),
    ListVersionsByFunction: listVersionsByFunction(lambda),
    PublishVersion: publishVersion(lambda),
    PutFunctionConcurrency: putFunctionConcurrency(lambda),
    PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig(lambda),
    RemovePermission: removePermission(lambda),
    TagResource: tagResource(lambda),
    UntagResource: untagResource(lambda),
    UpdateAlias: updateAlias(lambda),
    UpdateFunctionCode: updateFunctionCode(lambda),
    UpdateFunctionConfiguration: updateFunctionConfiguration(lambda),
    UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig(lambda),
  };
}
