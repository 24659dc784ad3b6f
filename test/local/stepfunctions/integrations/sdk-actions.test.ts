import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../../local/clock.ts';
import type { Call, Principal } from '../../../../local/service.ts';
import { ServiceError } from '../../../../local/service-error.ts';
import { serviceCreators } from '../../../../local/services.ts';
import { findResource } from '../../../../local/stepfunctions/asl/resource.ts';
import type { IntegrationCall } from '../../../../local/stepfunctions/integrations/call.ts';
import {
  argumentsOf,
  findIntegration,
  loadIsSupported,
} from '../../../../local/stepfunctions/integrations/find-integration.ts';
import {
  toExceptionName,
  toMemberName,
  toMethodName,
} from '../../../../local/stepfunctions/integrations/java-names.ts';
import { sdkServices } from '../../../../local/stepfunctions/integrations/sdk-services.ts';
import { createStore } from '../../../../local/store.ts';
import { createLoneEnvironment } from '../../../support/lone-environment.ts';

// Every action of every service of the endpoint, as aws-sdk:<service>:<action>.

const principal: Principal = { kind: 'root', accountId: '000000000000' };

function listActions(folder: string): readonly string[] {
  const environment = createLoneEnvironment({
    clock: createManualClock(0),
    store: createStore(),
    answer: () => ({}),
  });
  const parts = { lambdaRuntime: undefined, accessKeys: undefined } as never;
  return Object.keys(serviceCreators[folder]?.(environment, parts).actions ?? {});
}

function toCall(call: Call, given: object): IntegrationCall {
  return {
    arguments: given as IntegrationCall['arguments'],
    region: 'us-east-1',
    requestId: 'id',
    executionArn: '',
    machineArn: '',
    attemptId: '00000000-0000-4000-8000-000000000000',
    isAgain: false,
    findExecution: () => undefined,
    ...{ principal, call },
  };
}

test('every service of the endpoint has its name', () => {
  const folders = Object.values(sdkServices).map(({ folder }) => folder);
  expect(folders.sort()).toEqual(Object.keys(serviceCreators).sort());
});

test.each(Object.entries(sdkServices))(
  '%s: each action is found, and whatever it fails by has the service’s prefix',
  async (service, { folder, name, sdk }) => {
    const isSupported = await loadIsSupported(`aws-sdk:${service}:`);
    const model = await sdk();
    // What services ask of each other and no SDK knows is no action.
    const operations = listActions(folder).filter((operation) => `${operation}$` in model);
    expect(operations).not.toHaveLength(0);
    for (const operation of operations) {
      const arn = `arn:aws:states:::aws-sdk:${service}:${toMethodName(operation)}`;
      const resource = findResource(arn);
      if (resource === undefined) throw new Error(`${arn} is no resource`);
      expect([arn, isSupported(resource)]).toEqual([arn, true]);
      const asked: string[] = [];
      const refuse =
        (code: string): Call =>
        async ({ operation: called }: { operation: string }) => {
          asked.push(called);
          throw new ServiceError(code, 'no');
        };
      const { required = [] } = argumentsOf(resource) ?? {};
      for (const code of ['AccessDeniedException', 'ThrottlingException', 'NoSuchThing']) {
        const given = Object.fromEntries(required.map((member) => [member, 'text']));
        const result = await findIntegration(arn)?.run(toCall(refuse(code), given));
        expect(result).toEqual({
          kind: 'failed',
          error: expect.stringMatching(new RegExp(`^${name}\\.[A-Z]\\w*Exception$`)),
          cause: expect.any(String),
        });
      }
      // Where it came to the call, it was the operation that the action means.
      expect(new Set([operation, ...asked]).size).toBe(1);
    }
  },
);

test('names are those of the SDK for Java', () => {
  const members = ['SecretId', 'ARN', 'SSEKMSKeyId', 'ETag', 'MD5OfMessageBody', 'stateMachineArn'];
  expect(members.map(toMemberName)).toEqual([
    'SecretId',
    'Arn',
    'SsekmsKeyId',
    'ETag',
    'Md5OfMessageBody',
    'StateMachineArn',
  ]);
  expect(['GetSecretValue', 'ListSMSSandboxPhoneNumbers'].map(toMethodName)).toEqual([
    'getSecretValue',
    'listSMSSandboxPhoneNumbers',
  ]);
  const errors = ['NoSuchKey', 'KMSDisabledException', 'EC2ThrottledException', 'SomeFault'];
  expect(errors.map(toExceptionName)).toEqual([
    'NoSuchKeyException',
    'KmsDisabledException',
    'Ec2ThrottledException',
    'SomeException',
  ]);
});
