// CreateUser (IAM API reference): somebody without keys and rights, until they are given.
import type { CreateUserRequest, CreateUserResponse } from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { userExists } from '../errors.ts';
import { applyTags, createId, type Iam, loadPolicy } from '../iam.ts';
import { toUser } from '../shapes.ts';
import type { StoredUser } from '../store.ts';
import { onBoundary, toUserArn } from '../users.ts';

const CONSTRAINTS: Constraints = {
  UserName: { length: [1, 64], pattern: '[\\w+=,.@-]+' },
  Path: { length: [1, 512], pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)' },
};

export function createUser(iam: Iam): Action<CreateUserRequest, CreateUserResponse> {
  return {
    permissions: ({ UserName = '', Path = '/', PermissionsBoundary, Tags }) => [
      {
        action: 'iam:CreateUser',
        resource: toUserArn(iam, Path, UserName),
        conditions: { ...onBoundary(PermissionsBoundary), ...ofRequestTags(Tags) },
      },
    ],
    run: (input) => {
      const { UserName: name = '', Path: path = '/', PermissionsBoundary: boundaryArn } = input;
      checkConstraints(CONSTRAINTS, input);
      if (iam.store.findUser(name) !== undefined) throw userExists(name);
      if (boundaryArn !== undefined) loadPolicy(iam, boundaryArn);
      const user: StoredUser = {
        name,
        path,
        id: createId(iam, 'AIDA'),
        arn: toUserArn(iam, path, name),
        created: iam.clock.now(),
        ...(boundaryArn === undefined ? {} : { boundaryArn }),
        inlinePolicies: {},
        attachedArns: [],
        tags: applyTags([], input.Tags ?? []),
      };
      iam.store.putUser(user);
      return { User: toUser(user) };
    },
  };
}
