// DescribeRepositories (ECR API reference): by name, each must exist; here none does.
import { toArn } from '../../arn.ts';
import type { Action } from '../../service.ts';
import { ServiceError } from '../../service-error.ts';

interface Input {
  readonly registryId?: string;
  readonly repositoryNames?: readonly string[];
}

interface Output {
  readonly repositories: readonly string[];
}

export function createDescribeRepositories(): Action<Input, Output> {
  return {
    permissions: (input, { region, accountId }) =>
      (input.repositoryNames ?? ['*']).map((name) => ({
        action: 'ecr:DescribeRepositories',
        resource: toArn({ service: 'ecr', region, accountId, resource: `repository/${name}` }),
      })),
    run: (input, { accountId }) => {
      const [name] = input.repositoryNames ?? [];
      if (name === undefined) return { repositories: [] };
      throw new ServiceError(
        'RepositoryNotFoundException',
        `The repository with name '${name}' does not exist in the registry with id '${input.registryId ?? accountId}'`,
      );
    },
  };
}
