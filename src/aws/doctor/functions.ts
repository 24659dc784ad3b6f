// The stack's functions as Lambda knows them, and what the account has left for them.
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { NetworkFacts } from '../../rotation/doctor/doctor-stack.ts';
import type { FunctionFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import { isRotationError } from '../../rotation/errors.ts';
import { present } from '../../rotation/shape.ts';
import { workThrough } from '../../rotation/watch/pace.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall, type TimedCall } from '../timed-call.ts';
import type { StackResource } from './stack-resources.ts';

const AT_ONCE_MAX = 4;
const ID_END = 'LambdaFunction';

export async function loadFunctions(
  config: ClientConfig,
  clock: Clock,
  resources: readonly StackResource[],
  signal: AbortSignal,
): Promise<readonly FunctionFacts[]> {
  const call = createTimedCall(() => new LambdaClient(config), clock);
  const found: FunctionFacts[] = [];
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  await workThrough(clock, functions, { atOnceMax: AT_ONCE_MAX, until: Infinity }, async (one) => {
    const step = one.id.replace(ID_END, '');
    found.push(await loadFunction(call, { step, name: one.name }, signal));
  });
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

async function loadFunction(
  call: TimedCall<LambdaClient>,
  { step, name }: Pick<FunctionFacts, 'step' | 'name'>,
  signal: AbortSignal,
): Promise<FunctionFacts> {
  const input = { FunctionName: name };
  const toNames = (operation: string) => ({ call: `lambda:${operation}`, resource: name });
  try {
    const configuration = await call(
      toNames('GetFunctionConfiguration'),
      signal,
      (client, options) => client.send(new GetFunctionConfigurationCommand(input), options),
    );
    const reserved = await call(toNames('GetFunctionConcurrency'), signal, (client, options) =>
      client.send(new GetFunctionConcurrencyCommand(input), options),
    );
    return {
      step,
      name,
      ...toFacts(configuration),
      ...present('reservedConcurrency', reserved.ReservedConcurrentExecutions),
    };
  } catch (error) {
    if (!isRotationError(error) || error.facts.awsError !== 'ResourceNotFoundException')
      throw error;
    const gone = { roleArn: '', runtime: 'nodejs22.x', memoryMegabytes: 512, timeoutSeconds: 60 };
    return { step, name, ...gone, broken: 'it was deleted' };
  }
}

function toFacts(
  found: GetFunctionConfigurationCommandOutput,
): Omit<FunctionFacts, 'step' | 'name'> {
  const { Role = '', Runtime = '', MemorySize = 0, Timeout = 0 } = found;
  return {
    roleArn: Role,
    runtime: Runtime,
    memoryMegabytes: MemorySize,
    timeoutSeconds: Timeout,
    ...present('broken', findBroken(found)),
    ...present('network', findNetwork(found)),
  };
}

/** An inactive function wakes at its next invocation, and a pending one will be active. */
function findBroken(found: GetFunctionConfigurationCommandOutput): string | undefined {
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = found;
  if (State === 'Failed') return `Failed: ${StateReason ?? 'no reason given'}`;
  if (LastUpdateStatus !== 'Failed') return undefined;
  return `its last update failed: ${LastUpdateStatusReason ?? 'no reason given'}`;
}

function findNetwork({
  VpcConfig,
}: GetFunctionConfigurationCommandOutput): NetworkFacts | undefined {
  const { VpcId: vpcId = '', SubnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  return vpcId === ''
    ? undefined
    : { vpcId, subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds };
}

export async function loadUnreservedConcurrency(
  config: ClientConfig,
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const call = createTimedCall(() => new LambdaClient(config), clock);
  const names = { call: 'lambda:GetAccountSettings', resource: 'the account' };
  const { AccountLimit } = await call(names, signal, (client, options) =>
    client.send(new GetAccountSettingsCommand({}), options),
  );
  return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
}
