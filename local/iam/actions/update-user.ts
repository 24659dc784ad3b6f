// UpdateUser (IAM API reference): another name or path. Policies and keys go along; policies that name the old ARN do not.
import type { UpdateUserRequest } from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { userExists } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser, toUserArn } from '../users.ts';

const CONSTRAINTS: Constraints = {
  NewUserName: { length: [1, 64], pattern: '[\\w+=,.@-]+' },
  NewPath: { length: [1, 512], pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)' },
};

export function updateUser(iam: Iam): Action<UpdateUserRequest, object> {
  return {
    permissions: ({ UserName, NewUserName }) => [
      ...onUser(iam, 'iam:UpdateUser', UserName),
      ...(NewUserName === undefined ? [] : onUser(iam, 'iam:UpdateUser', NewUserName)),
    ],
    run: (input) => {
      checkConstraints(CONSTRAINTS, input);
      const user = loadUser(iam, input.UserName);
      const { NewUserName: name = user.name, NewPath: path = user.path } = input;
      const isRenamed = name !== user.name;
      if (isRenamed && iam.store.findUser(name) !== undefined) throw userExists(name);
      iam.transaction(() => {
        if (isRenamed) {
          iam.store.deleteUser(user.name);
          iam.accessKeys.rename(user.name, name);
        }
        iam.store.putUser({ ...user, name, path, arn: toUserArn(iam, path, name) });
      });
      return {};
    },
  };
}
