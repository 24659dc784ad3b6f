// A client of the endpoint's Step Functions, over HTTP as any program is.
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { nextTurn } from '../../local/clock.ts';

export interface StatesClient {
  createMachine(name: string, definition: object): Promise<string>;
  /** @returns the execution's ARN */
  start(machineArn: string): Promise<string>;
  /** Asks again and again until it has succeeded. */
  waitForEnd(executionArn: string): Promise<void>;
  close(): void;
}

export async function connect(endpoint: string): Promise<StatesClient> {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  const sfn = new SFNClient(config);
  const roleArn = await createRole(config);
  return {
    createMachine: async (name, definition) => {
      const { stateMachineArn = '' } = await sfn.send(
        new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
      );
      return stateMachineArn;
    },
    start: async (stateMachineArn) => {
      const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
      return executionArn;
    },
    waitForEnd: async (executionArn) => {
      for (;;) {
        const { status, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'SUCCEEDED') return;
        if (status !== 'RUNNING')
          throw new Error(`The run ended ${String(status)}: ${String(cause)}`);
        await nextTurn();
      }
    },
    close: () => sfn.destroy(),
  };
}

async function createRole(config: object): Promise<string> {
  const iam = new IAMClient(config);
  const statement = {
    ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
    Principal: { Service: 'states.amazonaws.com' },
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'machine',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  );
  iam.destroy();
  return Role?.Arn ?? '';
}
