// CreateRole (IAM API reference): a role and the policy that says who may become it.
import type { CreateRoleRequest, CreateRoleResponse } from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { roleExists } from '../errors.ts';
import { applyTags, checkDocument, createId, type Iam, loadPolicy, toRoleArn } from '../iam.ts';
import { toRole } from '../shapes.ts';
import type { StoredRole } from '../store.ts';

const SESSION_SECONDS = 3600;

const CONSTRAINTS: Constraints = {
  RoleName: { length: [1, 64], pattern: '[\\w+=,.@-]+' },
  Path: { length: [1, 512], pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)' },
  MaxSessionDuration: { range: [3600, 43_200] },
  Description: { length: [0, 1000] },
};

export function createRole(iam: Iam): Action<CreateRoleRequest, CreateRoleResponse> {
  return {
    permissions: ({ RoleName = '', Path = '/', Tags }) => [
      {
        action: 'iam:CreateRole',
        resource: toRoleArn(iam, Path, RoleName),
        conditions: ofRequestTags(Tags),
      },
    ],
    run: (input) => {
      const { RoleName: name = '', Path: path = '/' } = input;
      checkConstraints(CONSTRAINTS, input);
      const trustPolicy = checkDocument(input.AssumeRolePolicyDocument, 'trust');
      if (iam.store.findRole(name) !== undefined) throw roleExists(name);
      const { Description: description, PermissionsBoundary: boundaryArn } = input;
      if (boundaryArn !== undefined) loadPolicy(iam, boundaryArn);
      const role: StoredRole = {
        name,
        path,
        id: createId(iam, 'AROA'),
        arn: toRoleArn(iam, path, name),
        created: iam.clock.now(),
        sessionSecondsMax: input.MaxSessionDuration ?? SESSION_SECONDS,
        trustPolicy,
        ...(description === undefined ? {} : { description }),
        ...(boundaryArn === undefined ? {} : { boundaryArn }),
        inlinePolicies: {},
        attachedArns: [],
        tags: applyTags([], input.Tags ?? []),
      };
      iam.store.putRole(role);
      return { Role: toRole(role) };
    },
  };
}
