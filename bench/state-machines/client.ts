// A client of the endpoint's Step Functions, over HTTP as any program is.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createSystemClock, nextTurn } from '../../local/clock.ts';

export interface StatesClient {
  createMachine(name: string, definition: object): Promise<string>;
  /** @returns the execution's ARN */
  start(machineArn: string): Promise<string>;
  /** Asks again and again until it has succeeded, at once or after so many milliseconds. */
  waitForEnd(executionArn: string, msBetween?: number): Promise<void>;
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
    waitForEnd: async (executionArn, msBetween) => {
      for (;;) {
        const { status, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'SUCCEEDED') return;
        if (status !== 'RUNNING')
          throw new Error(`The run ended ${String(status)}: ${String(cause)}`);
        await (msBetween === undefined ? nextTurn() : createSystemClock().sleep(msBetween));
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
  const policy = { Effect: 'Allow', Action: 'states:StartExecution', Resource: '*' };
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'machine',
      PolicyName: 'map-runs',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [policy] }),
    }),
  );
  iam.destroy();
  return Role?.Arn ?? '';
}
