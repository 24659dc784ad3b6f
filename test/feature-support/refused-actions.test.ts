import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NormalizedSchema } from '@smithy/core/schema';
import { createInProcessConfig, type RunningCloud, startCloud } from '../support/cloud.ts';
import { listOperations, type Operation } from './model.ts';
import { createSend, type Send } from './recorder.ts';
import { listServices } from './services.ts';

// What the page calls refused is refused over the wire, by name: never taken for another action, never answered with success.

let running: RunningCloud;
beforeAll(async () => {
  running = await startCloud();
});
afterAll(() => running.close());

/** ECR's model is its one action. */
const services = listServices().filter(({ folder }) => folder !== 'ecr');

test.each(services.map(({ folder }) => folder))(
  '%s refuses by name what it has not',
  async (folder) => {
    const service = services.find((one) => one.folder === folder)?.service;
    if (service === undefined) throw new Error(`There is no service ${folder}.`);
    const sdk = await service.wire.schemas();
    const send = createSend(createClient(sdk), sdk);
    const answers = new Map<string, string>();
    for (const operation of await listOperations(service.wire)) {
      if (Object.hasOwn(service.actions, operation.name)) continue;
      answers.set(operation.name, await ask(send, operation));
    }
    expect([...answers].filter(([name, answer]) => !isRefused(name, answer))).toEqual([]);
  },
);

/** Their clients sign them for S3 Express and S3 Object Lambda, which the endpoint does not know. */
const OF_OTHER_SERVICES = ['ListDirectoryBuckets', 'WriteGetObjectResponse'];
const SUCCESS = 'success';

/** S3 says no name; clients do not sign STS's two calls for those who have no keys yet. */
function isRefused(name: string, answer: string): boolean {
  if (answer.startsWith('NotImplemented')) return true;
  if (OF_OTHER_SERVICES.includes(name)) return answer !== SUCCESS;
  if (/^AssumeRoleWith/u.test(name)) return answer.startsWith('MissingAuthenticationToken');
  return /^(UnknownOperationException|InvalidAction)/u.test(answer) && answer.includes(name);
}

type Client = new (config: object) => { send: (command: never) => Promise<unknown> };

function createClient(sdk: Readonly<Record<string, unknown>>) {
  const name = Object.keys(sdk).find((one) => /^[A-Z]\w+Client$/u.test(one)) ?? '';
  const ServiceClient = sdk[name] as Client;
  return new ServiceClient({
    ...createInProcessConfig(running.cloud),
    forcePathStyle: true,
    disableHostPrefix: true,
  });
}

async function ask(send: Send, { name, input }: Operation): Promise<string> {
  try {
    await send(name, toInput(input));
    return SUCCESS;
  } catch (error) {
    return error instanceof Error ? `${error.name} ${error.message}` : 'unknown';
  }
}

/** Whatever the path, query and headers of the request need; the rest is left out. */
function toInput(input: NormalizedSchema): Readonly<Record<string, unknown>> {
  const names: Record<string, string> = {};
  for (const [name, member] of input.structIterator()) {
    if (member.getMergedTraits().httpLabel !== undefined) names[name] = 'probe';
  }
  return names;
}
