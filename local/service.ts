// What a service of the endpoint is, and what it is given. Read this before writing one.
import type { Clock } from './clock.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';

/** Who calls. A role's or user's rights are its policies'; a service's are given by resource policies; root may do everything. */
export type Principal =
  | { readonly kind: 'root'; readonly accountId: string }
  | {
      readonly kind: 'role';
      readonly accountId: string;
      /** arn:aws:iam::<account>:role/<name> */
      readonly roleArn: string;
      /** arn:aws:sts::<account>:assumed-role/<name>/<session> */
      readonly arn: string;
      /** Undefined where it was begun with nothing besides the role. */
      readonly session?: RoleSession;
    }
  | {
      readonly kind: 'user';
      readonly accountId: string;
      readonly userName: string;
      /** arn:aws:iam::<account>:user/<path><name> */
      readonly arn: string;
      /** By keys of GetSessionToken, which are good for less than the user's own. */
      readonly isSession?: true;
    }
  | {
      readonly kind: 'service';
      readonly accountId: string;
      /** Such as `events.amazonaws.com`. */
      readonly service: string;
      /** The rule, topic or schedule on whose behalf it calls (aws:SourceArn). */
      readonly sourceArn?: string;
    };

/** What AssumeRole was told for the session that it began. */
export interface RoleSession {
  /** JSON texts, which narrow the role's rights; undefined where there are none. */
  readonly policies?: readonly string[];
  readonly tags: readonly SessionTag[];
  /** Those tags that go on to the sessions of roles that this one becomes. */
  readonly transitiveTags: readonly SessionTag[];
  readonly sourceIdentity?: string;
}

export interface SessionTag {
  readonly Key: string;
  readonly Value: string;
}

export interface CallContext {
  readonly principal: Principal;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  /**
   * The service through which the principal calls, such as `secretsmanager.amazonaws.com` where Secrets Manager
   * uses its caller's rights to a key (aws:CalledVia, kms:ViaService). Absent for calls of the principal's own.
   */
  readonly viaService?: string | undefined;
  /** Aborts when the caller has gone or the endpoint stops. */
  readonly signal: AbortSignal;
}

export type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** One thing that the caller must be allowed to do. All that an action names are checked before it runs. */
export interface Permission {
  /** `service:Action` as IAM writes it. */
  readonly action: string;
  /** The resource's ARN, or `*` for actions without resources. */
  readonly resource: string;
  /** How the refusal calls the resource, where AWS does not say its ARN. */
  readonly resourceName?: string | undefined;
  /** Condition keys and their values, such as `aws:ResourceTag/rekey:target`. A list is a key of many values. */
  readonly conditions?: Conditions;
  /**
   * The same of the resource alone: one object for as long as the resource does not change, so that it is read once; or what makes them
   * where a policy asks, if that is work.
   */
  readonly resourceConditions?: Conditions | (() => Conditions) | undefined;
  /** The resource's own policy (JSON text), where the service has such. */
  readonly resourcePolicy?: string | undefined;
}

/** One operation, in `local/<service>/actions/<operation>.ts`. */
export interface Action<Input, Output> {
  /** What the call needs. Left out only where AWS needs nothing (sts:GetCallerIdentity). */
  readonly permissions?: (input: Input, context: CallContext) => readonly Permission[];
  readonly run: (input: Input, context: CallContext) => Output | Promise<Output>;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of operations has inputs of every shape; the wire parses each by its schema
export type AnyAction = Action<any, unknown>;

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'restJson1' | 'restXml';

/** How a service is spoken to. Shapes come from the SDK package's own schemas. */
export interface Wire {
  /** The service in the SigV4 credential scope, such as `secretsmanager`, `states`, `monitoring`. */
  readonly signingName: string;
  /** The protocols it answers; the first is what the SDK speaks. */
  readonly protocols: readonly Protocol[];
  /** The part of X-Amz-Target before the dot, for JSON protocols. */
  readonly targetPrefix?: string;
  /** XML namespace of answers, for Query and REST-XML. */
  readonly xmlNamespace?: string;
  /** The SDK package: its exports ending in `$` are the operation and error schemas. */
  readonly schemas: () => Promise<Readonly<Record<string, unknown>>>;
}

export interface Service {
  readonly wire: Wire;
  /** By operation name as in the SDK, such as `GetSecretValue`. A known operation that is not here is refused by name. */
  readonly actions: Readonly<Record<string, AnyAction>>;
  /** Pages of the endpoint itself, nothing of AWS's: GET /_rekey/<name> answers the result as JSON. They only read. */
  readonly pages?: Readonly<Record<string, (query: URLSearchParams) => unknown>>;
  /** Takes up what the store holds: timers, waits, executions. Called once all services exist. */
  readonly start?: () => void | Promise<void>;
  /** Lets go of timers, workers and listeners. */
  readonly stop?: () => void | Promise<void>;
}

/** A call from one service to another (or from a test), with no wire between: permissions, then the action. */
export type Call = <Output = unknown>(request: {
  /** The callee's folder name, such as `secretsmanager`, `stepfunctions`. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly principal: Principal;
  readonly region: string;
  /** Becomes `CallContext.viaService`. */
  readonly viaService?: string;
  readonly signal?: AbortSignal;
}) => Promise<Output>;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
}

export interface Identity {
  /**
   * The principal that a service becomes by a role.
   * @throws ServiceError AccessDenied where the role does not exist or its trust policy does not admit the service
   */
  assumeRole(request: {
    readonly roleArn: string;
    readonly sessionName: string;
    /** Such as `lambda.amazonaws.com`. */
    readonly servicePrincipal: string;
    /** On whose behalf the service asks, for conditions on aws:SourceArn. */
    readonly sourceArn?: string;
  }): Principal;
  /** Keys with which a program outside (a Lambda) signs as `principal`. */
  issueCredentials(principal: Principal, secondsValid: number): Credentials;
}

/** Everything a service is built from: `createSecretsManager(environment)`. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly limits: Limits;
  readonly log: Log;
  readonly accountId: string;
  readonly call: Call;
  readonly identity: Identity;
  /** http://127.0.0.1:<port> once the endpoint listens; for Lambdas' AWS_ENDPOINT_URL. */
  readonly endpointUrl: () => string;
  /** 32 bytes that wrap the endpoint's KMS keys. Kept apart from the store (a file with mode 0600), or made anew in memory. */
  readonly masterKey: Uint8Array;
}
