// The services that `aws-sdk:<service>:<action>` reaches: by the names of the AWS SDK for Java, which Step Functions uses.
import { ecrSchemas } from '../../ecr/service.ts';

export interface SdkService {
  /** How the endpoint's services call each other. */
  readonly folder: string;
  /** In error names and causes. */
  readonly name: string;
  readonly sdk: () => Promise<object>;
  /** Spoken to by another protocol than JSON. */
  readonly deniedStatus?: 403;
  readonly hasExtendedId?: true;
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
    sdk: () => import('@aws-sdk/client-cloudwatch-logs'),
  },
  ecr: { folder: 'ecr', name: 'Ecr', sdk: async () => ecrSchemas },
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
  s3: {
    folder: 's3',
    name: 'S3',
    sdk: () => import('@aws-sdk/client-s3'),
    deniedStatus: 403,
    hasExtendedId: true,
  },
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
    sdk: () => import('@aws-sdk/client-sfn'),
  },
  sns: { folder: 'sns', name: 'Sns', sdk: () => import('@aws-sdk/client-sns'), deniedStatus: 403 },
  sqs: { folder: 'sqs', name: 'Sqs', sdk: () => import('@aws-sdk/client-sqs') },
  sts: { folder: 'sts', name: 'Sts', sdk: () => import('@aws-sdk/client-sts'), deniedStatus: 403 },
};

/** The service's entry, or undefined: never one that every object inherits. */
export function findSdkService(name: string): SdkService | undefined {
  return Object.hasOwn(sdkServices, name) ? sdkServices[name] : undefined;
}
