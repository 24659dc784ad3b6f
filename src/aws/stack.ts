// The deployed stack as the command line finds it: by name, from its outputs.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { RotationError } from '../rotation/errors.ts';
import type { ClientConfig } from './clients.ts';

/** Output names of serverless.yml and their values, such as `StateMachineArn`. */
export type StackOutputs = ReadonlyMap<string, string>;

/**
 * @throws RotationError InvalidConfiguration where there is no such stack in this region, or it is not one of ours
 */
export async function loadStackOutputs(
  config: ClientConfig,
  stackName: string,
): Promise<StackOutputs> {
  const client = new CloudFormationClient(config);
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = new Map(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
        OutputKey,
        OutputValue,
      ]),
    );
    if (outputs.has('StateMachineArn')) return outputs;
    throw notDeployed(
      `Stack ${stackName} in ${config.region}: expected an output StateMachineArn, found none.`,
    );
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('does not exist')) throw error;
    throw notDeployed(
      `No stack ${stackName} in ${config.region}: deploy with "npx sls deploy", or name another with --stage or --stack.`,
    );
  } finally {
    client.destroy();
  }
}

export function findOutput(outputs: StackOutputs, name: string): string {
  const value = outputs.get(name);
  if (value !== undefined) return value;
  throw notDeployed(`The stack has no output ${name}: deploy this version of Rekey.`);
}

function notDeployed(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}
