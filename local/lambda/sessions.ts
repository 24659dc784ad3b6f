// What a function runs as: its role's session with keys that outlive the invocation, its variables, and the
// log stream of its execution environment (Lambda developer guide, "Defined runtime environment variables").
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Environment, Principal } from '../service.ts';
import { roleNotAssumable } from './errors.ts';
import type { FunctionName } from './names.ts';
import type { Resolved } from './store.ts';

export interface Session {
  readonly principal: Principal;
  readonly variables: Readonly<Record<string, string>>;
  readonly region: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly isJson: boolean;
}

export interface Sessions {
  /** @throws ServiceError AccessDeniedException where the role is gone or does not trust Lambda any more */
  load(name: FunctionName, resolved: Resolved): Session;
}

interface Kept {
  readonly session: Session;
  readonly revision: string;
  readonly expiration: number;
}

const SESSION_SECONDS = 12 * 3600;
/** Where time is moved a day passes in a moment, and with new keys each sandbox would start anew. */
const SESSION_SECONDS_MOVED = 10 * 366 * 24 * 3600;
/** The longest that a function may run, so that its keys never expire under it. */
const REMAINING_MS_MIN = 20 * 60_000;

export function createSessions(environment: Environment): Sessions {
  const { clock, identity } = environment;
  const kept = new Map<string, Kept>();

  return {
    load: (name, { configuration, version }) => {
      const principal = assume(environment, configuration, 'invoke');
      const key = `${name.unqualifiedArn}:${version}`;
      const revision = `${configuration.RevisionId ?? ''} ${environment.endpointUrl()}`;
      const old = kept.get(key);
      if (old?.revision === revision && old.expiration - clock.now() > REMAINING_MS_MIN) {
        return old.session;
      }
      const seconds = clock.work === undefined ? SESSION_SECONDS : SESSION_SECONDS_MOVED;
      const credentials = identity.issueCredentials(principal, seconds);
      const logGroup = configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name.name}`;
      const logStream = createStreamName(environment, version);
      const session: Session = {
        principal,
        region: name.region,
        logGroup,
        logStream,
        isJson: configuration.LoggingConfig?.LogFormat === 'JSON',
        variables: {
          ...configuration.Environment?.Variables,
          ...describeFunction(configuration, name),
          AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
          AWS_LAMBDA_LOG_STREAM_NAME: logStream,
          AWS_ENDPOINT_URL: environment.endpointUrl(),
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_SESSION_TOKEN: credentials.sessionToken,
        },
      };
      kept.set(key, { session, revision, expiration: credentials.expiration });
      return session;
    },
  };
}

/** @throws ServiceError where the role cannot be assumed, in the words that belong to the moment */
export function assume(
  { identity }: Environment,
  { Role = '', FunctionName = '' }: FunctionConfiguration,
  moment: 'create' | 'invoke',
): Principal {
  try {
    return identity.assumeRole({
      roleArn: Role,
      sessionName: FunctionName,
      servicePrincipal: 'lambda.amazonaws.com',
    });
  } catch (error) {
    throw roleNotAssumable(moment, error);
  }
}

function describeFunction(configuration: FunctionConfiguration, { region, name }: FunctionName) {
  return {
    _HANDLER: configuration.Handler ?? '',
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime ?? ''}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.Version ?? '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: configuration.LoggingConfig?.LogFormat ?? 'Text',
    AWS_REGION: region,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

/** `2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef` */
function createStreamName({ clock, random }: Environment, version: string): string {
  const date = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${date}/[${version}]${Buffer.from(random.bytes(16)).toString('hex')}`;
}
