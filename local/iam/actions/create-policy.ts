// CreatePolicy (IAM API reference): a managed policy of the account, version v1.
import type { CreatePolicyRequest, CreatePolicyResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { policyExists } from '../errors.ts';
import { applyTags, checkDocument, createId, type Iam } from '../iam.ts';
import { toPolicy } from '../shapes.ts';
import type { StoredPolicy } from '../store.ts';

export function createPolicy(iam: Iam): Action<CreatePolicyRequest, CreatePolicyResponse> {
  return {
    permissions: ({ PolicyName = '', Path = '/', Tags }) => [
      {
        action: 'iam:CreatePolicy',
        resource: toPolicyArn(iam, Path, PolicyName),
        conditions: ofRequestTags(Tags),
      },
    ],
    run: (input) => {
      const { PolicyName: name = '', Path: path = '/', Description: description } = input;
      const document = checkDocument(input.PolicyDocument, 'identity');
      const arn = toPolicyArn(iam, path, name);
      if (iam.store.findPolicy(arn) !== undefined) throw policyExists(name);
      const created = iam.clock.now();
      const policy: StoredPolicy = {
        name,
        path,
        arn,
        id: createId(iam, 'ANPA'),
        created,
        updated: created,
        ...(description === undefined ? {} : { description }),
        tags: applyTags([], input.Tags ?? []),
        defaultVersion: 'v1',
        lastVersion: 1,
        versions: [{ id: 'v1', document, created }],
      };
      iam.store.putPolicy(policy);
      return { Policy: toPolicy(policy, 0) };
    },
  };
}

function toPolicyArn({ accountId }: Iam, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:policy${path}${name}`;
}
