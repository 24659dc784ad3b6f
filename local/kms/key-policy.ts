// Key policies: the two that AWS writes itself, and the check of one that a user writes.
// docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
import { isPolicy } from '../iam/service.ts';
import { malformedPolicy } from './errors.ts';

/** What a key made without a policy gets: the account, and through it IAM policies, may do everything. */
export function toDefaultKeyPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

/** The policy of `aws/<service>`: used through the service only, looked at by the account. */
export function toManagedKeyPolicy(service: string, region: string, accountId: string): string {
  const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: 'Allow access through the service for all principals in the account that are authorized to use it',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...use, 'kms:CreateGrant', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': accountId,
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow the service itself',
        Effect: 'Allow',
        Principal: { Service: `${service}.amazonaws.com` },
        Action: [...use, 'kms:DescribeKey'],
        Resource: '*',
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });
}

/** @throws ServiceError MalformedPolicyDocumentException */
export function checkKeyPolicy(policy: string): void {
  const document = parseJson(policy);
  if (!isRecord(document)) throw malformedPolicy('Policy is not a valid JSON object.');
  const { Statement } = document;
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  for (const statement of statements) {
    if (!isRecord(statement)) throw malformedPolicy('Missing required field Statement');
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement;
    if (Effect !== 'Allow' && Effect !== 'Deny') throw malformedPolicy('Invalid effect');
    if (Principal === undefined && NotPrincipal === undefined) {
      throw malformedPolicy('Missing required field Principal');
    }
    if (Action === undefined && NotAction === undefined) {
      throw malformedPolicy('Missing required field Action');
    }
    if (Resource === undefined && NotResource === undefined) {
      throw malformedPolicy('Missing required field Resource');
    }
  }
  if (!isPolicy(policy)) throw malformedPolicy('Syntax errors in policy.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
