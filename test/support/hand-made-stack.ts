// A stack as the command line looks for it, with a machine of the test's own instead of ours: its states do nothing but bear our names.
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { createSystemClock } from '../../local/clock.ts';
import type { RunningCloud } from './cloud.ts';

export interface HandMadeStack {
  readonly name: string;
  /** The machine's states, JSONata, in Amazon States Language; the first is where it starts. */
  readonly states: Readonly<Record<string, object>>;
  readonly machineName?: string;
  /** What else the template has, by logical name. */
  readonly resources?: Readonly<Record<string, object>>;
  readonly outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

const MAY_DESCRIBE = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*' }],
};
const BY_STATES = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

export async function deployHandMadeStack(
  { clientConfig }: RunningCloud,
  { name, states, machineName, resources = {}, outputs = {} }: HandMadeStack,
): Promise<void> {
  const client = new CloudFormationClient(clientConfig);
  const TemplateBody = JSON.stringify({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: BY_STATES,
          Policies: [{ PolicyName: 'describe', PolicyDocument: MAY_DESCRIBE }],
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: machineName,
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: JSON.stringify({
            QueryLanguage: 'JSONata',
            StartAt: Object.keys(states)[0],
            States: states,
          }),
        },
      },
      ...resources,
    },
    Outputs: { StateMachineArn: { Value: { Ref: 'Machine' } }, ...outputs },
  });
  await client.send(
    new CreateStackCommand({ StackName: name, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  await waitUntilMade(client, name);
  client.destroy();
}

async function waitUntilMade(client: CloudFormationClient, StackName: string): Promise<void> {
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus;
    if (status === 'CREATE_COMPLETE') return;
    if (status !== 'CREATE_IN_PROGRESS') throw new Error(`${StackName} is ${String(status)}.`);
    await createSystemClock().sleep(20);
  }
}
