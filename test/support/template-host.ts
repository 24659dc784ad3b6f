// An endpoint that rotates by AWS's own Python functions, and counts what a rotation calls.
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { createClientConfig } from './cloud.ts';
import { type PythonLambda, startPythonLambda } from './python-lambda.ts';
import { createRole } from './roles.ts';
import { type RotationHost, startRotationHost } from './rotation-host.ts';

export interface TemplateHost extends RotationHost {
  /** Has the template's file invoked as a Lambda. Answers its ARN. */
  readonly install: (template: string, without?: readonly string[]) => Promise<string>;
  /** Rotates now, and waits for the end of that attempt. */
  readonly rotate: (secretId: string, lambdaArn?: string, last?: string) => Promise<Attempt>;
  /** What was called and told from here until that event. */
  readonly watch: (last: string) => Promise<Attempt>;
}

export interface Attempt {
  /** How often each action of Secrets Manager was called by the function. */
  readonly calls: Readonly<Record<string, number>>;
  readonly events: readonly string[];
}

export async function startTemplateHost(python: string, folder: string): Promise<TemplateHost> {
  let calls: Record<string, number> = {};
  const host = await startRotationHost({
    log: ({ call = '' }) => {
      const [service, action = ''] = call.split(':');
      if (service === 'secretsmanager') calls[action] = (calls[action] ?? 0) + 1;
    },
  });
  const lambdas: PythonLambda[] = [];
  const client = new LambdaClient(createClientConfig(host.cloudUrl));

  const watch = async (last: string): Promise<Attempt> => {
    const events = await host.takeEvents(last);
    const { RotateSecret: _, ...made } = calls;
    calls = {};
    return { calls: made, events: events.map(({ eventName }) => eventName) };
  };

  return {
    ...host,
    install: async (template, without = []) => {
      const file = join(folder, template, 'lambda_function.py');
      const lambda = await startPythonLambda(python, { file, endpoint: host.cloudUrl, without });
      lambdas.push(lambda);
      const service = 'lambda.amazonaws.com';
      const { FunctionArn = '' } = await client.send(
        new CreateFunctionCommand({
          FunctionName: template,
          PackageType: 'Image',
          Timeout: 60,
          Role: await createRole(host.cloud, { name: `${template}-role`, service, actions: [] }),
          Code: { ImageUri: lambda.url },
        }),
      );
      await host.permitRotation(template);
      return FunctionArn;
    },
    rotate: async (SecretId, RotationLambdaARN, last = 'RotationSucceeded') => {
      await host.takeEvents();
      calls = {};
      await host.client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));
      return await watch(last);
    },
    watch,
    close: async () => {
      client.destroy();
      for (const lambda of lambdas) lambda.close();
      await host.close();
    },
  };
}
