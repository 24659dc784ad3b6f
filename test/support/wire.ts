// The wire alone, before services of the test's own: what an action is given, and what its answer becomes.
import { createSystemClock } from '../../local/clock.ts';
import { createDispatch } from '../../local/dispatch.ts';
import { defaultLimits, type Limits } from '../../local/limits.ts';
import type { LogLine } from '../../local/log.ts';
import { createSystemRandom } from '../../local/random.ts';
import type { AnyAction, Service, Wire } from '../../local/service.ts';
import { createWire, type Handle } from '../../local/wire/handle.ts';
import type { HttpBounds } from '../../local/wire/http/bounds.ts';
import { listen } from '../../local/wire/http/listen.ts';
import { type ClientConfig, createClientConfig } from './cloud.ts';

export interface RunningWire {
  readonly url: string;
  readonly handle: Handle;
  readonly clientConfig: ClientConfig;
  readonly log: readonly LogLine[];
  close(): Promise<void>;
}

const ACCOUNT_ID = '000000000000';

/** Descriptors as the services have them, with actions of the test's own. */
const WIRES: Readonly<Record<string, Wire>> = {
  secretsmanager: {
    signingName: 'secretsmanager',
    protocols: ['awsJson1_1'],
    targetPrefix: 'secretsmanager',
    schemas: () => import('@aws-sdk/client-secrets-manager'),
  },
  sqs: {
    signingName: 'sqs',
    protocols: ['awsJson1_0', 'awsQuery'],
    targetPrefix: 'AmazonSQS',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    schemas: () => import('@aws-sdk/client-sqs'),
  },
  cloudwatch: {
    signingName: 'monitoring',
    protocols: ['awsJson1_0', 'awsQuery'],
    targetPrefix: 'GraniteServiceVersion20100801',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    schemas: () => import('@aws-sdk/client-cloudwatch'),
  },
  iam: {
    signingName: 'iam',
    protocols: ['awsQuery'],
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    schemas: () => import('@aws-sdk/client-iam'),
  },
  sns: {
    signingName: 'sns',
    protocols: ['awsQuery'],
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    schemas: () => import('@aws-sdk/client-sns'),
  },
  lambda: {
    signingName: 'lambda',
    protocols: ['restJson1'],
    schemas: () => import('@aws-sdk/client-lambda'),
  },
  s3: {
    signingName: 's3',
    protocols: ['restXml'],
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    schemas: () => import('@aws-sdk/client-s3'),
  },
};

export type Actions = Readonly<Record<string, AnyAction['run']>>;

/**
 * @param actions by service, then by operation
 * @param durable when what was written is on the disk
 */
export async function startWire(
  actions: Readonly<Record<string, Actions>>,
  limits: Partial<Limits> = {},
  durable: () => Promise<void> = () => Promise.resolve(),
  bounds: Partial<HttpBounds> = {},
): Promise<RunningWire> {
  const log: LogLine[] = [];
  const parts = {
    clock: createSystemClock(),
    random: createSystemRandom(),
    limits: { ...defaultLimits, ...limits },
    log: (line: LogLine) => {
      log.push(line);
    },
  };
  const handle = createWire({
    ...parts,
    services: new Map(Object.entries(actions).map(([name, runs]) => [name, toService(name, runs)])),
    dispatch: createDispatch({
      ...parts,
      authorize: () => {},
      accountId: ACCOUNT_ID,
      stopping: new AbortController().signal,
    }),
    authenticate: () => ({ kind: 'root', accountId: ACCOUNT_ID }),
    durable,
    pages: { health: () => ({ status: 'ok' }) },
  });

  const listener = await listen(handle, {
    port: 0,
    host: '127.0.0.1',
    limits: parts.limits,
    clock: createSystemClock(),
    bounds,
  });
  const { url } = listener;
  const close = (): Promise<void> => listener.close();
  return { url, handle, log, close, clientConfig: createClientConfig(url) };
}

function toService(name: string, runs: Actions): Service {
  const wire = WIRES[name];
  if (wire === undefined) throw new Error(`No wire for ${name}`);
  return {
    wire,
    actions: Object.fromEntries(
      Object.entries(runs).map(([operation, run]) => [operation, { run }]),
    ),
  };
}
