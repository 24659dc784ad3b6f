// The services of the endpoint as the page names them, and what each is there for.
import { createManualClock } from '../../local/clock.ts';
import type { Service } from '../../local/service.ts';
import { type ServiceParts, serviceCreators } from '../../local/services.ts';
import { createStore } from '../../local/store.ts';
import { createLoneEnvironment } from '../support/lone-environment.ts';

interface PageService {
  readonly folder: string;
  readonly title: string;
  readonly about: string;
  readonly service: Service;
}

/** By folder, in the order of the page. */
const TITLES: Readonly<Record<string, readonly [title: string, about: string]>> = {
  secretsmanager: ['Secrets Manager', 'All of it but managed external secrets.'],
  kms: ['KMS', 'Symmetric keys of one Region: what Secrets Manager and envelope encryption need.'],
  iam: ['IAM', 'Roles, users, access keys and policies, which every call is judged by.'],
  sts: ['STS', 'Who calls, and sessions of roles.'],
  lambda: [
    'Lambda',
    'Functions from zip files in worker threads, or hosted behind a loopback URL.',
  ],
  stepfunctions: [
    'Step Functions',
    'STANDARD and EXPRESS machines in JSONata; a machine in JSONPath is refused with the state’s name.',
  ],
  scheduler: ['EventBridge Scheduler', 'Schedules that fire by the endpoint’s clock.'],
  events: ['EventBridge', 'Buses, rules and targets.'],
  sns: ['SNS', 'Topics, subscriptions, deliveries.'],
  sqs: ['SQS', 'Queues.'],
  s3: ['S3', 'Buckets and objects, as far as deployments need them.'],
  cloudformation: [
    'CloudFormation',
    'Stacks and change sets of the resources that the endpoint has.',
  ],
  cloudwatch: ['CloudWatch', 'Metrics and alarms.'],
  logs: ['CloudWatch Logs', 'Log groups, streams and events.'],
  ecr: [
    'ECR',
    'An account without repositories, so that deploy tools can ask: one action, all others are refused.',
  ],
};

/** None is started and none is called: only what they are made of is looked at. */
export function listServices(): readonly PageService[] {
  const environment = createLoneEnvironment({
    clock: createManualClock(0),
    store: createStore(),
    answer: () => ({}),
  });
  const names = Object.keys(serviceCreators);
  const missing = names.filter((name) => !Object.hasOwn(TITLES, name));
  if (missing.length > 0) throw new Error(`No title for ${missing.join()}.`);
  return Object.entries(TITLES).map(([folder, [title, about]]) => {
    const create = serviceCreators[folder];
    if (create === undefined) throw new Error(`There is no service ${folder}.`);
    return { folder, title, about, service: create(environment, {} as ServiceParts) };
  });
}
