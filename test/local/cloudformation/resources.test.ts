// Every resource type once over the real services: made, changed in place, found by its service, and taken away.
import { readdirSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../local/clock.ts';
import { listResourceTypes } from '../../../local/cloudformation/resources/table.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { everyType } from './every-type.ts';

let cloud: RunningCloud;
let client: CloudFormationClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new CloudFormationClient(cloud.clientConfig);
});

afterAll(async () => {
  client.destroy();
  await cloud.close();
});

const clock = createSystemClock();

/** The stack's status once it rests, and every reason for a failure on the way. */
async function rest(StackName: string): Promise<{ status: string; failures: string[] }> {
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus ?? '';
    if (!status.endsWith('IN_PROGRESS')) {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
      const failed = StackEvents.filter(
        (event) => event.ResourceStatus?.endsWith('FAILED') === true,
      );
      const failures = failed.map(
        (event) => `${event.LogicalResourceId ?? ''}: ${event.ResourceStatusReason ?? ''}`,
      );
      return { status, failures };
    }
    await clock.sleep(20);
  }
}

test('the folder and the table of resource types say the same', () => {
  const files = readdirSync(new URL('../../../local/cloudformation/resources', import.meta.url))
    .filter((file) => file !== 'table.ts')
    .map((file) => file.replace('.ts', '').replaceAll('-', ''));
  const types = listResourceTypes().map((type) =>
    type.replace('AWS::', '').replace('::', '').toLowerCase(),
  );
  expect(types.toSorted()).toEqual(files.toSorted());
});

test('a stack of every type is made, changed without replacing anything, left alone, and taken away', async () => {
  const StackName = 'every-type';
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  const template = (round: number): string => JSON.stringify(everyType(round));
  const used = new Set(Object.values(everyType(1).Resources).map(({ Type }) => Type));
  expect(listResourceTypes().filter((type) => !used.has(type))).toEqual([]);

  const { StackId = '' } = await client.send(
    new CreateStackCommand({ StackName, TemplateBody: template(1), Capabilities }),
  );
  expect(await rest(StackName)).toEqual({ status: 'CREATE_COMPLETE', failures: [] });
  const before = await listPhysicalIds(StackName);

  await client.send(new UpdateStackCommand({ StackName, TemplateBody: template(2), Capabilities }));
  expect(await rest(StackName)).toEqual({ status: 'UPDATE_COMPLETE', failures: [] });
  const after = await listPhysicalIds(StackName);
  const replaced = Object.keys(after).filter((id) => after[id] !== before[id]);
  expect(replaced).toEqual(['Version']);

  await expect(
    client.send(new UpdateStackCommand({ StackName, TemplateBody: template(2), Capabilities })),
  ).rejects.toMatchObject({ name: 'ValidationError', message: 'No updates are to be performed.' });

  await client.send(new DeleteStackCommand({ StackName }));
  expect(await rest(StackId)).toEqual({ status: 'DELETE_COMPLETE', failures: [] });
});

async function listPhysicalIds(StackName: string): Promise<Record<string, string | undefined>> {
  const { StackResourceSummaries = [] } = await client.send(
    new ListStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResourceSummaries.map((one) => [one.LogicalResourceId ?? '', one.PhysicalResourceId]),
  );
}
