// AWS::Lambda::EventInvokeConfig (Template Reference): retries and destinations of asynchronous invocations.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { loadText, pick } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import type { Shape } from '../engine/shape.ts';
import type { ValueRecord } from '../template/value.ts';

const destination: Shape = { members: { Destination: 'string' }, required: ['Destination'] };

export const lambdaEventInvokeConfig: ResourceProvider = {
  type: 'AWS::Lambda::EventInvokeConfig',
  shape: {
    members: {
      DestinationConfig: { members: { OnFailure: destination, OnSuccess: destination } },
      FunctionName: 'string',
      MaximumEventAgeInSeconds: 'integer',
      MaximumRetryAttempts: 'integer',
      Qualifier: 'string',
    },
    required: ['FunctionName', 'Qualifier'],
  },
  replacedBy: ['FunctionName', 'Qualifier'],
  attributes: [],
  create: async ({ properties }, context) => await putConfig(properties, context),
  update: async ({ properties }, _existing, context) => await putConfig(properties, context),
  delete: async ({ properties }, { call }) => {
    const input = pick(properties, ['FunctionName', 'Qualifier']);
    await ignoreMissing(call('lambda', 'DeleteFunctionEventInvokeConfig', input));
  },
};

async function putConfig(properties: ValueRecord, { call }: ProviderContext): Promise<Physical> {
  await call('lambda', 'PutFunctionEventInvokeConfig', properties);
  const name = loadText(properties, 'FunctionName');
  return { physicalId: `${name}|${loadText(properties, 'Qualifier')}`, attributes: {} };
}
