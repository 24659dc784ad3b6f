// What `sls remove` asks before it removes a stack, as its client sends it.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

let cloud: RunningCloud;

beforeAll(async () => {
  cloud = await startCloud();
});

afterAll(async () => {
  await cloud.close();
});

async function describe(body: object): Promise<{ status: number; answer: unknown }> {
  const scope = 'AKIAMADEUPMADEUP0000/20270101/us-east-1/ecr/aws4_request';
  const response = await fetch(cloud.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

test('a repository that is asked for by name does not exist, and there is none without a name', async () => {
  expect(await describe({ registryId: '000000000000', repositoryNames: ['r'] })).toEqual({
    status: 400,
    answer: {
      __type: 'RepositoryNotFoundException',
      message: "The repository with name 'r' does not exist in the registry with id '000000000000'",
    },
  });
  expect(await describe({})).toEqual({ status: 200, answer: { repositories: [] } });
});
