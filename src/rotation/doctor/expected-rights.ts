// The calls that each role must be allowed, as questions to IAM. A test holds the table against serverless/function-roles.cjs.
import { isKnown } from '../known.ts';
import type { SecretDescription } from '../ports.ts';
import type { FunctionFacts, KeyFacts, RightFacts, SecretFacts } from './facts.ts';

/** For each step: what its role does with the secret. */
export const secretRights: Readonly<Record<string, readonly string[]>> = {
  PlanRotation: [
    'DescribeSecret',
    'GetSecretValue',
    'ListSecretVersionIds',
    'PutSecretValue',
    'UpdateSecretVersionStage',
  ],
  CreateSecret: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
  SetSecret: ['GetSecretValue'],
  TestSecret: ['GetSecretValue'],
  FinishSecret: ['DescribeSecret', 'UpdateSecretVersionStage'],
  RetirePrevious: ['DescribeSecret', 'GetSecretValue', 'UpdateSecretVersionStage'],
  RecoverRotation: ['DescribeSecret', 'GetSecretValue', 'UpdateSecretVersionStage'],
  DiagnoseFailure: ['DescribeSecret'],
  CloseRotation: ['DescribeSecret', 'GetSecretValue', 'UpdateSecretVersionStage'],
  Preflight: ['DescribeSecret', 'GetSecretValue', 'ListSecretVersionIds'],
  NativeRotation: [
    'DescribeSecret',
    'GetSecretValue',
    'PutSecretValue',
    'UpdateSecretVersionStage',
  ],
  WatchRotations: ['ListSecretVersionIds'],
};

/** Those that read the admin credential too. */
export const adminReaders: readonly string[] = [
  'PlanRotation',
  'CreateSecret',
  'SetSecret',
  'RetirePrevious',
  'RecoverRotation',
  'CloseRotation',
  'Preflight',
  'NativeRotation',
];

/** Several actions of one role on one resource: IAM answers them with one call. */
export interface RightsQuestion {
  readonly holder: string;
  readonly roleArn: string;
  readonly purpose: RightFacts['purpose'];
  readonly actions: readonly string[];
  readonly resource: string;
  /** Condition keys of the call, such as the resource's tags. */
  readonly context: Readonly<Record<string, string>>;
}

export function listSecretQuestions(
  functions: readonly FunctionFacts[],
  { description, admin, key, stack }: Pick<SecretFacts, 'description' | 'admin' | 'key' | 'stack'>,
): readonly RightsQuestion[] {
  return functions.flatMap(({ step, roleArn }) => {
    const actions = secretRights[step] ?? [];
    if (actions.length === 0) return [];
    const about = { holder: step, roleArn };
    return [
      { ...about, purpose: 'secret' as const, ...toSecretCall(actions, description) },
      ...(admin !== undefined && isKnown(admin) && adminReaders.includes(step)
        ? [
            {
              ...about,
              purpose: 'admin' as const,
              ...toSecretCall(['GetSecretValue'], admin.value),
            },
          ]
        : []),
      ...(key !== undefined && isKnown(key) && key.value.isCustomerManaged
        ? toKeyQuestion(about, actions, key.value, { arn: description.arn, region: stack.region })
        : []),
    ];
  });
}

/** What the machine and the schedules do with their own roles. */
export function listRunQuestions(
  stack: SecretFacts['stack'],
  machineRoleArn: string,
  functions: readonly FunctionFacts[],
): readonly RightsQuestion[] {
  const { noticeTopicArn, machineArn, schedules } = stack;
  const run = { purpose: 'run' as const, context: {} };
  const machine = { ...run, holder: 'machine', roleArn: machineRoleArn };
  const schedule = { ...run, holder: 'schedule', roleArn: schedules.roleArn };
  const account = machineArn.split(':').slice(0, 5);
  const functionArn = (name: string): string =>
    [...account.slice(0, 2), 'lambda', ...account.slice(3), 'function', name].join(':');
  return [
    ...functions
      .filter(({ step }) => step in secretRights && !OUTSIDE.includes(step))
      .map(({ name }) => ({
        ...machine,
        actions: ['lambda:InvokeFunction'],
        resource: functionArn(name),
      })),
    { ...machine, actions: ['sns:Publish'], resource: noticeTopicArn },
    { ...schedule, actions: ['states:StartExecution'], resource: machineArn },
    { ...schedule, actions: ['sqs:SendMessage'], resource: schedules.deadLetterArn },
  ];
}

/** No states of the machine that rotates. */
const OUTSIDE: readonly string[] = [
  'CloseRotation',
  'Preflight',
  'WatchRotations',
  'NativeRotation',
];

function toSecretCall(
  actions: readonly string[],
  { arn, tags }: SecretDescription,
): Pick<RightsQuestion, 'actions' | 'resource' | 'context'> {
  return {
    actions: actions.map((action) => `secretsmanager:${action}`),
    resource: arn,
    context: Object.fromEntries(
      [...tags].flatMap(([name, value]) => [
        [`aws:ResourceTag/${name}`, value],
        [`secretsmanager:ResourceTag/${name}`, value],
      ]),
    ),
  };
}

/** Secrets Manager calls KMS in the role's name, always with the secret's ARN as encryption context. */
function toKeyQuestion(
  about: Pick<RightsQuestion, 'holder' | 'roleArn'>,
  actions: readonly string[],
  { arn: resource }: KeyFacts,
  { arn, region }: { readonly arn: string; readonly region: string },
): readonly RightsQuestion[] {
  const keyActions = [
    ...(actions.includes('GetSecretValue') ? ['kms:Decrypt'] : []),
    ...(actions.includes('PutSecretValue') ? ['kms:GenerateDataKey'] : []),
  ];
  if (keyActions.length === 0) return [];
  const context = {
    'kms:EncryptionContext:SecretARN': arn,
    'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
  };
  return [{ ...about, purpose: 'key', actions: keyActions, resource, context }];
}
