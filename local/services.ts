// The services of the endpoint: one import and one line each, in the order in which they start.

import { createCloudFormation } from './cloudformation/service.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import { createEcr } from './ecr/service.ts';
import { createEvents } from './events/service.ts';
import { createIam, type IamParts } from './iam/service.ts';
import { createKms } from './kms/service.ts';
import { createLambda } from './lambda/service.ts';
import type { LambdaRuntime } from './lambda-runtime.ts';
import { createLogs } from './logs/service.ts';
import { createS3 } from './s3/service.ts';
import { createScheduler } from './scheduler/service.ts';
import { createSecretsManager } from './secretsmanager/service.ts';
import type { Environment, Service } from './service.ts';
import { createSns } from './sns/service.ts';
import { createSqs } from './sqs/service.ts';
import { createStepFunctions } from './stepfunctions/service.ts';
import { createSts } from './sts/service.ts';

/** What some services are built from beside the environment. */
export interface ServiceParts extends IamParts {
  readonly lambdaRuntime: LambdaRuntime | undefined;
}

export type CreateService = (environment: Environment, parts: ServiceParts) => Service;

/** Keyed by folder name, which is also the name by which services call each other. */
export const serviceCreators: Readonly<Record<string, CreateService>> = {
  iam: createIam,
  sts: createSts,
  kms: createKms,
  secretsmanager: createSecretsManager,
  cloudwatch: createCloudWatch,
  logs: createLogs,
  sqs: createSqs,
  s3: createS3,
  lambda: createLambda,
  sns: createSns,
  events: createEvents,
  scheduler: createScheduler,
  stepfunctions: createStepFunctions,
  ecr: createEcr,
  // After all that it makes resources of.
  cloudformation: (environment) => createCloudFormation(environment),
};
