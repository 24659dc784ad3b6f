// The packaged stack: what a user's `sls deploy` would send to AWS.
import { readdirSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import { targetNames } from '../../src/rotation/target-names.ts';
import { type Package, packageStack, type Resource, type Template } from '../support/package.ts';
import { type FindSchemaFaults, loadSchemaCheck } from '../support/resource-schema.ts';

const PACKAGE_MS_MAX = 180_000;
const MACHINES = ['Rotation', 'Watch'] as const;
const ZIP_BYTES_MAX = 200 * 1024;

const sources = readdirSync('functions').map((file) => file.replace(/\.ts$/, ''));
let packaged: Package;
let template: Template;
let findSchemaFaults: FindSchemaFaults;

beforeAll(async () => {
  packaged = await packageStack();
  template = packaged.template;
  findSchemaFaults = await loadSchemaCheck();
}, PACKAGE_MS_MAX);

test('every resource is as AWS’s schema has it', () => {
  expect(findSchemaFaults(template)).toEqual([]);
});

test(
  'with VPC, keys and an address, every resource is still as AWS’s schema has it',
  async () => {
    const { template: full } = await packageStack([
      'vpc=on',
      'subnetIds=subnet-1,subnet-2',
      'securityGroupIds=sg-1',
      'kmsKeyArn=arn:aws:kms:us-east-1:000000000000:key/one',
      'noticeKmsKeyArn=arn:aws:kms:us-east-1:000000000000:key/two',
      'noticeEmail=somebody@example.org',
    ]);
    expect(findSchemaFaults(full)).toEqual([]);
    for (const [, { Properties }] of listByType(full, 'AWS::Lambda::Function')) {
      expect(Properties).toHaveProperty('VpcConfig.SubnetIds');
    }
  },
  PACKAGE_MS_MAX,
);

test('a fault in the template would be found', () => {
  const Topic = { Type: 'AWS::SNS::Topic', Properties: { Name: 'x', FifoTopic: 'perhaps' } };
  const Rule = { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 'x' }] } };
  const Other = { Type: 'AWS::SNS::Tropic' };
  expect(findSchemaFaults({ Resources: { Topic, Rule, Other } })).toEqual([
    'Topic.Properties.Name: AWS has no such property',
    'Topic.Properties.FifoTopic: expected a boolean',
    'Rule.Properties.Targets[0].Arn: AWS requires it',
    'Other: AWS has no type AWS::SNS::Tropic',
  ]);
});

test('every file of functions/ is a Lambda, and every Lambda a file of functions/', () => {
  const handlers = listByType(template, 'AWS::Lambda::Function').map(
    ([, { Properties }]) => Properties?.['Handler'],
  );
  expect(handlers.sort()).toEqual(sources.map((name) => `dist/functions/${name}.handler`).sort());
});

test('every zip holds its function, and the targets and drivers that it can ask for; its code and one target are at most 200 KB', () => {
  expect(packaged.zips.size).toBe(sources.length);
  const withTargets: string[] = [];
  for (const [name, zip] of packaged.zips) {
    const file = `dist/functions/${name.replace(/[A-Z]/g, '-$&').toLowerCase()}.cjs`;
    const files = unzipSync(zip);
    const drivers = Object.keys(files).filter((path) => path.includes('/drivers/'));
    const code = Object.entries(files).filter(([path]) => !drivers.includes(path));
    const sizes = code.map(([path, text]) => ({ path, bytes: sizeOfZip(path, text) }));
    const targetSizes = sizes.filter(({ path }) => path !== file).map(({ bytes }) => bytes);
    const own = sizes.find(({ path }) => path === file)?.bytes ?? Number.NaN;
    const bytes = own + Math.max(0, ...targetSizes);
    expect({ name, bytes: bytes <= ZIP_BYTES_MAX ? 'fit' : bytes }).toEqual({ name, bytes: 'fit' });
    const asked = code.flatMap(([, text]) => listAsked(text));
    expect(Object.keys(files).sort()).toEqual([...new Set([file, ...asked])].sort());
    if (asked.length === 0) continue;
    withTargets.push(name);
    const targets = targetNames.filter((target) => target !== 'generated'); // small: in the code itself
    expect(code.map(([path]) => path).sort()).toEqual(
      [file, ...targets.map((target) => `dist/functions/targets/${target}.cjs`)].sort(),
    );
    expect(drivers).toContain('dist/functions/drivers/mysql2.cjs');
  }
  // The watch, the notice and the scheduling of recoveries speak to none.
  expect(withTargets).toHaveLength(sources.length - 3);
});

/** Nearly all zips hold the same targets. */
const zipSizes = new Map<string, number>();

function sizeOfZip(path: string, code: Uint8Array): number {
  const key = `${path} ${String(crc32(code))}`;
  const size = zipSizes.get(key) ?? zipSync({ [path]: code }, { level: 9 }).length;
  zipSizes.set(key, size);
  return size;
}

/** Files beside the code, which it reads late. */
function listAsked(code: Uint8Array): readonly string[] {
  const asked = Buffer.from(code)
    .toString('utf8')
    .matchAll(/"\.{1,2}\/((?:targets|drivers)\/[\w-]+\.cjs)"/g);
  return [...asked].map(([, path = '']) => `dist/functions/${path}`);
}

test('every Lambda has a role and a log group of its own, and the log is kept for a time', () => {
  const groups = listByType(template, 'AWS::Logs::LogGroup');
  for (const [id, group] of groups) {
    const days = id === 'EvidenceLogGroup' ? 400 : 90;
    expect(group.Properties).toHaveProperty('RetentionInDays', days);
  }
  const names = new Set(groups.map(([, { Properties }]) => Properties?.['LogGroupName']));
  const roles = new Set<string>();
  for (const [, { Properties }] of listByType(template, 'AWS::Lambda::Function')) {
    expect(names).toContain(`/aws/lambda/${String(Properties?.['FunctionName'])}`);
    roles.add(JSON.stringify(Properties?.['Role']));
  }
  expect(roles.size).toBe(sources.length);
});

test('the machines are the rotation and the watch', () => {
  const machines = listByType(template, 'AWS::StepFunctions::StateMachine').map(([id]) => id);
  expect(machines.sort()).toEqual(MACHINES.map((name) => `${name}StateMachine`));
});

test.each(MACHINES)('the machine %s logs errors without data into a vended log group', (name) => {
  expect(template.Resources[`${name}StateMachine`]?.Properties).toMatchObject({
    StateMachineType: 'STANDARD',
    LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
  });
  expect(template.Resources[`${name}MachineLogGroup`]?.Properties).toHaveProperty(
    'LogGroupName',
    `/aws/vendedlogs/states/rekey-dev-${name.toLowerCase()}`,
  );
});

test.each(MACHINES)('the role of the machine %s grants what its states do, and no more', (name) => {
  const definition = JSON.stringify(template.Resources[`${name}StateMachine`]?.Properties);
  const invoked = new Set(definition.match(/[A-Z]\w+LambdaFunction/g));
  const optimized = new Map([
    ['lambda:invoke', 'lambda:InvokeFunction'],
    ['events:putEvents', 'events:PutEvents'],
    ['sns:publish', 'sns:Publish'],
  ]);
  const done = new Set(
    [...definition.matchAll(/arn:aws:states:::([\w:]+)/g)].map(([, action = '']) => {
      return optimized.get(action) ?? action;
    }),
  );
  const statements = listStatements(`${name}MachineRole`);
  const granted = statements
    .flatMap(({ Action }) => Action)
    .filter((action) => !action.startsWith('logs:'));
  expect(granted.sort()).toEqual([...done].sort());
  const invokable = statements.find(({ Action }) => Action === 'lambda:InvokeFunction')?.Resource;
  expect(
    JSON.stringify(invokable)
      .match(/[A-Z]\w+LambdaFunction/g)
      ?.sort(),
  ).toEqual([...invoked].sort());
});

test('every state that runs a Lambda is its own Lambda’s, and only two are called from outside', () => {
  const definition = MACHINES.map((name) =>
    JSON.stringify(template.Resources[`${name}StateMachine`]?.Properties),
  ).join();
  const outside = sources.filter((name) => !definition.includes(`${toPascal(name)}LambdaFunction`));
  expect(outside).toEqual(['close-rotation', 'native-rotation', 'preflight']);
});

test('Secrets Manager may invoke the function of native rotation, for this account only', () => {
  expect(template.Resources['NativeRotationPermission']?.Properties).toMatchObject({
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['NativeRotationLambdaFunction', 'Arn'] },
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
});

test('alarms watch every way for trouble to stay unseen, and tell a topic of their own', () => {
  const alarms = listByType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties = {} }]) => {
    expect(Properties['AlarmActions']).toEqual([{ Ref: 'AlarmTopic' }]);
    return `${String(Properties['Namespace'])} ${String(Properties['MetricName'])}`;
  });
  expect(alarms.sort()).toEqual([
    'AWS/Events FailedInvocations',
    'AWS/Lambda Errors',
    'AWS/SNS NumberOfNotificationsFailed',
    'AWS/SQS ApproximateNumberOfMessagesVisible',
    'AWS/SQS ApproximateNumberOfMessagesVisible',
    'AWS/SQS ApproximateNumberOfMessagesVisible',
    'AWS/SQS ApproximateNumberOfMessagesVisible',
    'AWS/Scheduler InvocationDroppedCount',
    'AWS/Scheduler TargetErrorCount',
    'AWS/States ExecutionsFailed',
    'AWS/States ExecutionsFailed',
    'Rekey Findings',
    'Rekey RotationsFailed',
    'Rekey SecretsWatched',
  ]);
});

test('that the watch stops is told by its silence, and a stack whose first watch is still to come tells nothing', () => {
  expect(template.Resources['WatchMissedAlarm']?.Properties).toMatchObject({
    TreatMissingData: 'missing',
    InsufficientDataActions: [{ Ref: 'AlarmTopic' }],
  });
});

test('nothing in the stack is open to everybody', () => {
  const policies = JSON.stringify(
    Object.values(template.Resources).filter(({ Type }) => Type !== 'AWS::S3::BucketPolicy'),
  );
  expect(policies).not.toMatch(/"Principal":"\*"|"AWS":"\*"|"Action":"\*"/);
});

test('the command line finds what it needs among the outputs', () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      'StateMachineArn',
      'NoticeTopicArn',
      'AlarmTopicArn',
      'ScheduleGroupName',
      'ScheduleRoleArn',
      'ScheduleDeadLetterQueueArn',
      'EvidenceLogGroupName',
      'WatchMachineArn',
    ]),
  );
});

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly (Statement | object)[] };
}

function listStatements(role: string): readonly Statement[] {
  const policies = template.Resources[role]?.Properties?.['Policies'] ?? [];
  return (policies as readonly Policy[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter((one): one is Statement => 'Action' in one);
}

function listByType(from: Template, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(from.Resources).filter(([, resource]) => resource.Type === type);
}

function toPascal(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Names in the central directory (APPNOTE.TXT 4.3.12): signature PK\1\2, the name's length at 28, the name at 46. */
