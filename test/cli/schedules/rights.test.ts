// The policy in docs/schedules.md is what an operator needs, and no more than that is needed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runRekey } from '../../support/command-line.ts';
import { type ScheduleWorld, startScheduleWorld } from '../../support/schedule-world.ts';

interface Statement {
  readonly Sid: string;
}
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

let world: ScheduleWorld;
let folder: string;

beforeAll(async () => {
  world = await startScheduleWorld();
  folder = mkdtempSync(join(tmpdir(), 'rekey-rights-'));
  await world.createSecret('team/key');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

/** The page's policy, for the stack of this test. */
function loadStatements(): readonly Statement[] {
  const [, policy = ''] =
    /```json\n([\s\S]*?)```/.exec(readFileSync('docs/schedules.md', 'utf8')) ?? [];
  const machine = world.outputs.get('StateMachineArn')?.split(':').at(-1) ?? '';
  const role = world.outputs.get('ScheduleRoleArn')?.split('/').at(-1) ?? '';
  const text = policy
    .replaceAll('rekey-STAGE-REGION-schedule', role)
    .replaceAll('rekey-STAGE-rotation', machine)
    .replaceAll('STAGE', 'dev')
    .replaceAll('REGION', 'us-east-1')
    .replaceAll('ACCOUNT', '000000000000');
  return (JSON.parse(text) as { Statement: readonly Statement[] }).Statement;
}

/** Runs the work as somebody who has these rights alone. */
async function runWith<Result>(
  RoleName: string,
  statements: readonly Statement[],
  work: () => Promise<Result>,
): Promise<Result> {
  const { clientConfig } = world.running;
  const iam = new IAMClient(clientConfig);
  const sts = new STSClient(clientConfig);
  const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
  const toDocument = (Statement: readonly object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: toDocument([trust]) }),
  );
  const PolicyDocument = toDocument(statements);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'operator', PolicyDocument }));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'operator' }),
  );
  iam.destroy();
  sts.destroy();
  const own = KEYS.map((key) => process.env[key]);
  process.env['AWS_ACCESS_KEY_ID'] = Credentials?.AccessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = Credentials?.SecretAccessKey;
  process.env['AWS_SESSION_TOKEN'] = Credentials?.SessionToken;
  try {
    return await work();
  } finally {
    for (const [index, key] of KEYS.entries()) {
      if (own[index] === undefined) delete process.env[key];
      else process.env[key] = own[index];
    }
  }
}

const schedule = (expression: string, now: string) => () =>
  runRekey('schedule', 'team/key', `--expression=${expression}`, '--window=2h', now, '--yes');

test('with the policy of the page every verb works', async () => {
  const file = join(folder, 'rotations.yml');
  writeFileSync(
    file,
    '- {secret: team/key, target: generated, expression: rate(9 days), window: 3h}\n',
  );
  await runWith('operator', loadStatements(), async () => {
    expect(await schedule('rate(8 days)', '--rotate-now')()).toMatchObject({ code: 0, errors: '' });
    expect(await schedule('rate(7 days)', '--no-rotate-now')()).toMatchObject({
      code: 0,
      errors: '',
    });
    expect(await runRekey('schedules')).toMatchObject({ code: 0, errors: '' });
    expect(await runRekey('apply', '--file', file, '--prune', '--yes')).toMatchObject({
      code: 0,
      errors: '',
    });
    expect(await runRekey('unschedule', 'team/key', '--yes')).toMatchObject({
      code: 0,
      errors: '',
    });
  });
});

test.each([
  { without: 'FindTheStack', says: 'cloudformation:DescribeStacks' },
  { without: 'LookAtSecrets', says: 'secretsmanager:DescribeSecret' },
  { without: 'TagSecrets', says: 'secretsmanager:TagResource' },
  { without: 'SetSchedules', says: 'scheduler:GetSchedule' },
  { without: 'HandTheRoleToSchedules', says: 'iam:PassRole' },
  { without: 'RotateNow', says: 'states:StartExecution' },
  { without: 'WatchIt', says: 'states:GetExecutionHistory' },
])(
  'without $without it says which right is missing and where it stands, with 1',
  async ({ without, says }) => {
    await world.createSecret(`team/${without}`);
    const statements = loadStatements().filter(({ Sid }) => Sid !== without);
    const { code, errors } = await runWith(`no-${without}`, statements, () =>
      runRekey('schedule', `team/${without}`, '--expression=rate(8 days)', '--rotate-now', '--yes'),
    );
    expect(code).toBe(1);
    expect(errors).toContain(says);
    expect(errors).toContain('docs/schedules.md');
  },
);

test('nobody can open a secret to the functions as an admin credential with it', async () => {
  const [tagging] = loadStatements().filter(({ Sid }) => Sid === 'TagSecrets');
  expect(JSON.stringify(tagging)).not.toContain('rekey:role');
});
