// ECR, as an account without a container registry has it: deploy tools ask for repositories before they remove a
// stack, and want to hear that there is none. Its SDK package is no dependency of ours for one operation, so the model
// stands here in the SDK's own form.
import type { Environment, Service, Wire } from '../service.ts';
import { createDescribeRepositories } from './actions/describe-repositories.ts';

const NAMESPACE = 'com.amazonaws.ecr';
const TEXT = 0;
const NUMBER = 1;
const TEXT_LIST = 64;

const input = [
  3,
  NAMESPACE,
  'DescribeRepositoriesRequest',
  0,
  ['registryId', 'repositoryNames', 'nextToken', 'maxResults'],
  [TEXT, TEXT_LIST, TEXT, NUMBER],
];
const output = [3, NAMESPACE, 'DescribeRepositoriesResponse', 0, ['repositories'], [TEXT_LIST]];

/** The model, for whoever else speaks to the service by it. */
export const ecrSchemas = {
  DescribeRepositories$: [9, NAMESPACE, 'DescribeRepositories', 0, input, output],
  RepositoryNotFoundException$: [
    -3,
    NAMESPACE,
    'RepositoryNotFoundException',
    { error: 'client' },
    ['message'],
    [TEXT],
  ],
};

const wire: Wire = {
  signingName: 'ecr',
  protocols: ['awsJson1_1'],
  targetPrefix: 'AmazonEC2ContainerRegistry_V20150921',
  schemas: async () => ecrSchemas,
};

export function createEcr(_environment: Environment): Service {
  return { wire, actions: { DescribeRepositories: createDescribeRepositories() } };
}
