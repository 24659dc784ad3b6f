// Functions for a test: a role that Lambda may assume, and zips that are made on the spot.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { ClientConfig } from '../../support/cloud.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** The role's ARN. */
export async function createRole(
  clientConfig: ClientConfig,
  statements: readonly Statement[],
  { name = 'function-role', service = 'lambda.amazonaws.com' } = {},
): Promise<string> {
  const iam = new IAMClient(clientConfig);
  const toPolicy = (Statement: unknown): string =>
    JSON.stringify({ Version: '2012-10-17', Statement });
  const trust = [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }];
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: toPolicy(trust) }),
  );
  if (statements.length > 0) {
    const PolicyDocument = toPolicy(statements);
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
  }
  iam.destroy();
  return Role?.Arn ?? '';
}

export const LOGS: Statement = { Effect: 'Allow', Action: 'logs:*', Resource: '*' };

export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  // The same date gives the same bytes, so that a hash can be compared.
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
    { mtime: '2026-11-21' },
  );
}

export function describeFunction(
  role: string,
  code: string,
  more: Partial<CreateFunctionCommandInput> = {},
): CreateFunctionCommandInput {
  return {
    FunctionName: 'plan',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile: zip({ 'index.js': code }) },
    ...more,
  };
}
