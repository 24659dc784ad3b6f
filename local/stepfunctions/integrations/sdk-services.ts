// The services that `aws-sdk:<service>:<action>` reaches: by the names of the AWS SDK for Java, which Step Functions uses.
import type { ErrorNaming } from './error-names.ts';

export interface SdkService {
  /** How the endpoint's services call each other. */
  readonly folder: string;
  /** In error names and causes. */
  readonly name: string;
  /** The model's members begin in lower case; in a state machine they all begin in upper case. */
  readonly isLowerCase?: true;
  readonly sdk: () => Promise<object>;
  /** Spoken to by another protocol than JSON. */
  readonly deniedStatus?: 403;
}

export const sdkServices: Readonly<Record<string, SdkService>> = {
  cloudformation: {
    folder: 'cloudformation',
    name: 'CloudFormation',
    sdk: () => import('@aws-sdk/client-cloudformation'),
    deniedStatus: 403,
  },
  cloudwatch: {
    folder: 'cloudwatch',
    name: 'CloudWatch',
    sdk: () => import('@aws-sdk/client-cloudwatch'),
    deniedStatus: 403,
  },
  cloudwatchlogs: {
    folder: 'logs',
    name: 'CloudWatchLogs',
    isLowerCase: true,
    sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  eventbridge: {
    folder: 'events',
    name: 'EventBridge',
    sdk: () => import('@aws-sdk/client-eventbridge'),
  },
  iam: { folder: 'iam', name: 'Iam', sdk: () => import('@aws-sdk/client-iam'), deniedStatus: 403 },
  kms: { folder: 'kms', name: 'Kms', sdk: () => import('@aws-sdk/client-kms') },
  lambda: {
    folder: 'lambda',
    name: 'Lambda',
    sdk: () => import('@aws-sdk/client-lambda'),
    deniedStatus: 403,
  },
  s3: { folder: 's3', name: 'S3', sdk: () => import('@aws-sdk/client-s3'), deniedStatus: 403 },
  scheduler: {
    folder: 'scheduler',
    name: 'Scheduler',
    sdk: () => import('@aws-sdk/client-scheduler'),
    deniedStatus: 403,
  },
  secretsmanager: {
    folder: 'secretsmanager',
    name: 'SecretsManager',
    sdk: () => import('@aws-sdk/client-secrets-manager'),
  },
  sfn: {
    folder: 'stepfunctions',
    name: 'Sfn',
    isLowerCase: true,
    sdk: () => import('@aws-sdk/client-sfn'),
  },
  sns: { folder: 'sns', name: 'Sns', sdk: () => import('@aws-sdk/client-sns'), deniedStatus: 403 },
  sqs: { folder: 'sqs', name: 'Sqs', sdk: () => import('@aws-sdk/client-sqs') },
  sts: { folder: 'sts', name: 'Sts', sdk: () => import('@aws-sdk/client-sts'), deniedStatus: 403 },
};

export function namingOf({ name, sdk, deniedStatus }: SdkService): ErrorNaming {
  return {
    prefix: name,
    base: `${name}Exception`,
    service: name,
    sdk,
    ...(deniedStatus === undefined ? {} : { deniedStatus }),
  };
}

/** The service's entry, or undefined: never one that every object inherits. */
export function findSdkService(name: string): SdkService | undefined {
  return Object.hasOwn(sdkServices, name) ? sdkServices[name] : undefined;
}

/** `getSecretValue` → `GetSecretValue`. */
export function toOperation(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}
