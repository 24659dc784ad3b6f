// An endpoint whose clock is moved, as `rekey local --clock manual` runs it: Lambdas in worker threads, the rest over HTTP.
import { readdirSync } from 'node:fs';
import { openCloud } from '../../../local/cloud.ts';
import { zip } from '../lambda/functions.ts';

export const START = Date.parse('2026-01-01T00:00:00Z');
export const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
export const roleArn = `arn:aws:iam::${ACCOUNT}:role/all`;

export const toArn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export interface ClockAnswer {
  readonly now: string;
  readonly from?: string;
  readonly idle?: boolean;
  readonly inFlight?: number;
  readonly fellDue?: number;
  readonly error?: string;
  readonly message?: string;
  readonly due?: readonly { readonly at: string; readonly what: string; readonly begun: boolean }[];
}

export interface MovedWorld {
  readonly url: string;
  readonly call: <Output>(service: string, operation: string, input: object) => Promise<Output>;
  look(): Promise<ClockAnswer>;
  move(move: unknown): Promise<ClockAnswer & { readonly status: number }>;
  createFunction(name: string, code: string, timeoutSeconds?: number): Promise<void>;
  createMachine(name: string, definition: object): Promise<string>;
  close(): Promise<void>;
}

export interface MovedWorldOptions {
  readonly folder?: string;
  readonly seed?: string;
  /** START where left out, or where the folder's clock stood. */
  readonly startMs?: number;
}

export async function openMovedWorld(options: MovedWorldOptions = {}): Promise<MovedWorld> {
  const { startMs, ...more } = options;
  const isKept = options.folder !== undefined && readdirSync(options.folder).length > 0;
  const cloud = openCloud({
    ...more,
    manualClock: { startMs: startMs ?? (isKept ? undefined : START) },
  });
  const { url } = await cloud.listen({ port: 0 });
  const call: MovedWorld['call'] = (service, operation, input) =>
    cloud.call({
      ...{ service, operation, input, region: REGION },
      principal: { kind: 'root', accountId: ACCOUNT },
    });
  const page = new URL('/_rekey/clock', url);
  return {
    url,
    call,
    look: async () => (await (await fetch(page)).json()) as ClockAnswer,
    move: async (move) => {
      const response = await fetch(page, { method: 'POST', body: JSON.stringify(move) });
      return { status: response.status, ...((await response.json()) as ClockAnswer) };
    },
    createFunction: async (name, code, timeoutSeconds = 30) => {
      await call('lambda', 'CreateFunction', {
        FunctionName: name,
        Role: roleArn,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Timeout: timeoutSeconds,
        Code: { ZipFile: zip({ 'index.js': code }) },
      });
    },
    createMachine: async (name, definition) => {
      const { stateMachineArn } = await call<{ stateMachineArn: string }>(
        'stepfunctions',
        'CreateStateMachine',
        { name, roleArn, definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }) },
      );
      return stateMachineArn;
    },
    close: () => cloud.stop(),
  };
}

/** The role that everything here has. */
export async function createRole({ call }: MovedWorld): Promise<void> {
  const toPolicy = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  await call('iam', 'CreateRole', {
    RoleName: 'all',
    AssumeRolePolicyDocument: toPolicy({
      Principal: {
        Service: ['lambda', 'states', 'scheduler'].map((name) => `${name}.amazonaws.com`),
      },
      Action: 'sts:AssumeRole',
    }),
  });
  await call('iam', 'PutRolePolicy', {
    RoleName: 'all',
    PolicyName: 'all',
    PolicyDocument: toPolicy({ Action: '*', Resource: '*' }),
  });
}
