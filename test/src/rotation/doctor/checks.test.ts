// The checks alone: facts that no laptop can stage, and where the safe act ends.
import { expect, test } from '@jest/globals';
import { checkFunctions } from '../../../../src/rotation/doctor/check-functions.ts';
import { checkNetwork } from '../../../../src/rotation/doctor/check-network.ts';
import { checkPending } from '../../../../src/rotation/doctor/check-pending.ts';
import { checkSecretRights } from '../../../../src/rotation/doctor/check-rights.ts';
import { createDoctorCommands } from '../../../../src/rotation/doctor/commands.ts';
import type { DoctorStack } from '../../../../src/rotation/doctor/doctor-stack.ts';
import type {
  FunctionFacts,
  SecretFacts,
  StackFacts,
} from '../../../../src/rotation/doctor/facts.ts';
import type { EndpointFacts, Preflight, Works } from '../../../../src/rotation/preflight.ts';

const account = 'eu-central-1:123456789012';
const stack: DoctorStack = {
  name: 'rekey-prod',
  region: 'eu-central-1',
  machineArn: `arn:aws:states:${account}:stateMachine:rekey-prod-rotation`,
  schedules: { group: 'rekey-prod', stateMachineArn: '', roleArn: '', deadLetterArn: '' },
  noticeTopicArn: `arn:aws:sns:${account}:rekey-prod-notices`,
  alarmTopicArn: `arn:aws:sns:${account}:rekey-prod-alarms`,
  preflightFunctionName: 'rekey-prod-preflight',
};
const commands = createDoctorCommands(stack);
const planRotation: FunctionFacts = {
  step: 'PlanRotation',
  name: 'rekey-prod-planRotation',
  roleArn: 'arn:aws:iam::123456789012:role/plan',
  runtime: 'nodejs22.x',
  memoryMegabytes: 512,
  timeoutSeconds: 60,
  network: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
};
const reached: EndpointFacts = {
  service: 'secretsmanager',
  vpcEndpoint: 'com.amazonaws.eu-central-1.secretsmanager',
  reached: true,
  milliseconds: 12,
};
const noAnswer = { error: 'Rekey.Transient', message: 'no answer (TimeoutError)', facts: {} };

function toPreflight(endpoints: readonly EndpointFacts[]): Preflight {
  return { endpoints, runtime: { node: 'v22.11.0', millisecondsLeft: 50_000 } };
}

function toStackFacts(facts: Partial<StackFacts>): StackFacts {
  return {
    stack,
    commands,
    functions: { value: [planRotation] },
    unreservedConcurrency: { value: 900 },
    preflight: { value: toPreflight([reached]) },
    rights: { value: [] },
    topics: [],
    alarms: { value: [] },
    rules: { value: [] },
    queues: { value: [] },
    evidence: { value: undefined },
    ...facts,
  };
}

test('an endpoint without an answer is T01, and the interface endpoint that is missing is named with the command that makes it', () => {
  const silent = { ...reached, reached: false, milliseconds: 3005, problem: noAnswer };
  expect(checkNetwork(toStackFacts({ preflight: { value: toPreflight([silent]) } }))).toEqual([
    {
      id: 'endpoint-unreachable',
      verdict: 'problem',
      catalogue: 'T01',
      evidence: expect.stringMatching(
        /no answer in 3005 ms .*vpc-1.*com\.amazonaws\.eu-central-1\.secretsmanager/,
      ),
      command:
        'aws ec2 create-vpc-endpoint --vpc-id vpc-1 --vpc-endpoint-type Interface --service-name com.amazonaws.eu-central-1.secretsmanager --subnet-ids subnet-1 subnet-2 --security-group-ids sg-1 --private-dns-enabled --region eu-central-1',
    },
  ]);
});

test('an answer that came late is a warning, and a VPC endpoint’s policy that refuses is T02', () => {
  const late = { ...reached, milliseconds: 6000 };
  const refused = {
    ...reached,
    problem: {
      error: 'Rekey.AccessDenied',
      message: 'because no VPC endpoint policy allows the action',
      facts: { status: 400 },
    },
  };
  const find = (endpoint: EndpointFacts) =>
    checkNetwork(toStackFacts({ preflight: { value: toPreflight([endpoint]) } }));
  expect(find(late)).toMatchObject([{ id: 'endpoint-slow', verdict: 'warning', catalogue: 'T01' }]);
  expect(find(refused)).toMatchObject([
    { id: 'endpoint-policy', verdict: 'problem', catalogue: 'T02' },
  ]);
});

test.each([
  ['Sandbox.Timedout: Task timed out after 60.00 seconds', 'T01'],
  ['Runtime.ImportModuleError: Error: Cannot find module', 'T06'],
])('a function that fails with "%s" is %s', (message, catalogue) => {
  const problem = {
    error: 'Rekey.ServiceFailed',
    message,
    facts: { call: 'lambda:InvokeFunction' },
  };
  expect(checkNetwork(toStackFacts({ preflight: { problem } }))).toMatchObject([
    { id: 'function-fails', verdict: 'problem', catalogue },
  ]);
});

test('who may not invoke the preflight is told so, and no network is blamed', () => {
  const problem = {
    error: 'Rekey.AccessDenied',
    message: 'no',
    facts: { call: 'lambda:InvokeFunction' },
  };
  expect(checkNetwork(toStackFacts({ preflight: { problem } }))).toEqual([
    {
      id: 'network',
      verdict: 'unknown',
      evidence:
        'Could not look at the functions’ network: you lack the permission lambda:InvokeFunction',
    },
  ]);
});

test.each([
  [{ reservedConcurrency: 1 }, 'function-concurrency problem T09'],
  [{ timeoutSeconds: 30 }, 'function-timeout problem T02'],
  [{ memoryMegabytes: 128 }, 'function-memory warning T00'],
  [{ runtime: 'nodejs20.x' }, 'function-runtime warning T07'],
  [{ broken: 'Failed: InvalidSubnet' }, 'function-broken problem T00'],
  [{ reservedConcurrency: 10 }, 'functions ok undefined'],
])('a function with %j is %s', (limits, expected) => {
  const found = checkFunctions(
    toStackFacts({ functions: { value: [{ ...planRotation, ...limits }] } }),
  );
  expect(
    found.map(({ id, verdict, catalogue }) => `${id} ${verdict} ${String(catalogue)}`),
  ).toEqual([expected]);
});

test('an account that has less than ten executions left is T09', () => {
  const found = checkFunctions(toStackFacts({ unreservedConcurrency: { value: 4 } }));
  expect(found).toMatchObject([
    { id: 'account-concurrency', verdict: 'problem', catalogue: 'T09' },
  ]);
});

const arn = `arn:aws:secretsmanager:${account}:secret:app/key-AbCdEf`;

/** A version of unknown hands holds AWSPENDING, and the target says this of the two. */
function toSecretFacts(current: Works | undefined, pending: Works | undefined): SecretFacts {
  const version = (versionId: string, label: string, works: Works | undefined) => ({
    versionId,
    labels: [label],
    ...(works === undefined ? {} : { works }),
  });
  const versions = [
    version('v-current', 'AWSCURRENT', current),
    version('v-pending', 'AWSPENDING', pending),
  ];
  const labels = new Map(versions.map((each) => [each.versionId, each.labels]));
  const secret = { arn, name: 'app/key', labels: Object.fromEntries(labels), versions };
  return {
    now: 0,
    commands,
    stack,
    description: { arn, name: 'app/key', tags: new Map(), labels, rotationEnabled: false },
    executions: new Map(),
    schedule: { value: undefined },
    preflight: { value: { ...toPreflight([reached]), secret } },
  };
}

const answers: readonly (Works | undefined)[] = [
  'working',
  'refused',
  'unreachable',
  'no counterpart',
  'unreadable',
  undefined,
];
const pairs = answers.flatMap((current) => answers.map((pending) => [current, pending] as const));

test.each(pairs)(
  'with AWSCURRENT %s and AWSPENDING %s only what is safe is offered',
  (current, pending) => {
    const [found] = checkPending(toSecretFacts(current, pending));
    const kind = found?.fix?.kind ?? 'nothing';
    if (current === 'working' || current === 'no counterpart') expect(kind).toBe('drop-pending');
    else if (current === 'refused' && pending === 'working') expect(kind).toBe('promote-pending');
    else expect(kind).toBe('nothing');
    expect(found).toMatchObject({ verdict: 'problem', catalogue: 'T10' });
  },
);

test('a key that the roles may not use is a problem, and a doubt only where the preflight could read the secret all the same', () => {
  const right = {
    holder: 'PlanRotation',
    roleArn: planRotation.roleArn,
    action: 'kms:Decrypt',
    resource: `arn:aws:kms:${account}:key/1`,
    purpose: 'key',
    decision: 'implicitDeny',
  } as const;
  const find = (current: Works) => {
    const facts = toSecretFacts(current, undefined);
    const description = { ...facts.description, tags: new Map([['rekey:target', 'generated']]) };
    return checkSecretRights({ ...facts, description, rights: { value: [right] } });
  };
  expect(find('unreadable')).toMatchObject([
    {
      id: 'key-permission',
      verdict: 'problem',
      catalogue: 'T03',
      command: expect.stringContaining('kms:Decrypt'),
    },
  ]);
  expect(find('working')).toMatchObject([{ id: 'key-permission', verdict: 'warning' }]);
});
