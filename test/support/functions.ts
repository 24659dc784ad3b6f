// A Lambda for tests whose runtime is a function of the test's own process: its code is never read.
import { zipSync } from 'fflate';
import type { Cloud } from '../../local/cloud.ts';
import { createRole } from './roles.ts';

export interface TestFunction {
  readonly arn: string;
  /** Adds a statement to the function's policy. */
  readonly permit: (service: string, sourceArn: string) => Promise<void>;
}

export async function createFunction(cloud: Cloud, name: string): Promise<TestFunction> {
  const call = async <Output>(operation: string, input: unknown): Promise<Output> =>
    await cloud.call<Output>({
      service: 'lambda',
      operation,
      input,
      principal: { kind: 'root', accountId: '000000000000' },
      region: 'us-east-1',
    });
  const service = 'lambda.amazonaws.com';
  const { FunctionArn } = await call<{ FunctionArn: string }>('CreateFunction', {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: await createRole(cloud, { name: `${name}-role`, service, actions: [] }),
    Code: { ZipFile: zipSync({ 'index.js': Buffer.from('exports.handler = async () => null;') }) },
  });
  return {
    arn: FunctionArn,
    permit: async (Principal, SourceArn) => {
      await call('AddPermission', {
        FunctionName: name,
        StatementId: 'test',
        Action: 'lambda:InvokeFunction',
        Principal,
        SourceArn,
      });
    },
  };
}
