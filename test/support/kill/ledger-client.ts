// One connection that makes new things in the other services: whatever was acknowledged must be found after each kill.

import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { createClientConfig } from '../cloud.ts';
import type { Caller } from './caller.ts';
import { expectOk } from './caller.ts';
import type { Chance } from './secret-model.ts';

export interface LedgerClient {
  /** What the later calls work on. Once, before the first kill. */
  prepare(call: Caller, url: string): Promise<void>;
  work(call: Caller, acknowledged: () => void): Promise<void>;
  compare(call: Caller): Promise<void>;
}

interface Made {
  readonly target: string;
  readonly input: object;
}

const ROLE = 'arn:aws:iam::000000000000:role/machine';
const DEFINITION = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Only',
  States: { Only: { Type: 'Pass', End: true } },
});

export function createLedgerClient(chance: Chance): LedgerClient {
  /** Questions that must be answered, of what was made since the last kill. */
  let made: readonly Made[] = [];
  let sent: readonly string[] = [];
  let queue = '';
  let machine = '';

  const steps: readonly ((call: Caller) => Promise<boolean>)[] = [
    async (call) => {
      const answer = await call('TrentService.CreateKey', {});
      if (answer === undefined) return false;
      const { KeyId } = expectOk(answer)['KeyMetadata'] as { KeyId: string };
      made = [...made, { target: 'TrentService.DescribeKey', input: { KeyId } }];
      return true;
    },
    async (call) => {
      const MessageBody = chance.uuid();
      const answer = await call('AmazonSQS.SendMessage', { QueueUrl: queue, MessageBody });
      if (answer === undefined) return false;
      expectOk(answer);
      sent = [...sent, MessageBody];
      return true;
    },
    async (call) => {
      const name = chance.uuid();
      const answer = await call('AWSStepFunctions.StartExecution', {
        ...{ stateMachineArn: machine, name, input: '{}' },
      });
      if (answer === undefined) return false;
      const { executionArn } = expectOk(answer);
      made = [...made, { target: 'AWSStepFunctions.DescribeExecution', input: { executionArn } }];
      return true;
    },
  ];

  return {
    prepare: async (call, url) => {
      await createRole(url);
      const created = await call('AmazonSQS.CreateQueue', { QueueName: 'ledger' });
      queue = String(expectOk(created)['QueueUrl']);
      const made = await call('AWSStepFunctions.CreateStateMachine', {
        ...{ name: 'ledger', definition: DEFINITION, roleArn: ROLE },
      });
      machine = String(expectOk(made)['stateMachineArn']);
    },
    work: async (call, acknowledged) => {
      while ((await steps[chance.number(steps.length)]?.(call)) === true) acknowledged();
    },
    compare: async (call) => {
      for (const { target, input } of made) expectOk(await call(target, input));
      const received = await drain(call, queue);
      const lost = sent.filter((body) => !received.has(body));
      if (lost.length > 0) throw new Error(`${String(lost.length)} messages are lost.`);
      [made, sent] = [[], []];
    },
  };
}

async function createRole(url: string): Promise<void> {
  const client = new IAMClient(createClientConfig(url));
  const trust = {
    Version: '2012-10-17',
    Statement: {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
      Principal: { Service: 'states.amazonaws.com' },
    },
  };
  await client.send(
    new CreateRoleCommand({
      ...{ RoleName: 'machine', AssumeRolePolicyDocument: JSON.stringify(trust) },
    }),
  );
  client.destroy();
}

async function drain(call: Caller, queue: string): Promise<ReadonlySet<string>> {
  const bodies = new Set<string>();
  for (;;) {
    const { Messages = [] } = expectOk(
      await call('AmazonSQS.ReceiveMessage', { QueueUrl: queue, MaxNumberOfMessages: 10 }),
    ) as { Messages?: readonly { Body: string; ReceiptHandle: string }[] };
    if (Messages.length === 0) return bodies;
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.add(Body);
      expectOk(await call('AmazonSQS.DeleteMessage', { QueueUrl: queue, ReceiptHandle }));
    }
  }
}
