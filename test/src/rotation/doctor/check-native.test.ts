// Secrets Manager's own rotation as the doctor judges it: by whose function, beside what schedule, and in time or not.
import { expect, test } from '@jest/globals';
import { createDoctorCommands } from '../../../../src/rotation/doctor/commands.ts';
import type { DoctorStack } from '../../../../src/rotation/doctor/doctor-stack.ts';
import { examineSecret } from '../../../../src/rotation/doctor/examine.ts';
import type { SecretFacts } from '../../../../src/rotation/doctor/facts.ts';

const account = 'eu-central-1:123456789012';
const functionArn = `arn:aws:lambda:${account}:function:rekey-prod-nativeRotation`;
const NOW = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;
const stack: DoctorStack = {
  name: 'rekey-prod',
  region: 'eu-central-1',
  machineArn: `arn:aws:states:${account}:stateMachine:rekey-prod-rotation`,
  schedules: { group: 'rekey-prod', stateMachineArn: '', roleArn: '', deadLetterArn: '' },
  noticeTopicArn: `arn:aws:sns:${account}:rekey-prod-notices`,
  alarmTopicArn: `arn:aws:sns:${account}:rekey-prod-alarms`,
  nativeRotationFunctionArn: functionArn,
};
const description: SecretFacts['description'] = {
  arn: `arn:aws:secretsmanager:${account}:secret:app/key-AbCdEf`,
  name: 'app/key',
  tags: new Map([['rekey:target', 'generated']]),
  labels: new Map([['v-current', ['AWSCURRENT']]]),
  rotationEnabled: true,
  nativeRotation: { functionArn, rotatedAt: NOW - 29 * DAY_MS, nextAt: NOW + DAY_MS },
};

function examine(changes: Partial<SecretFacts['description']>, facts: Partial<SecretFacts> = {}) {
  const findings = examineSecret(
    { hash: (text) => text },
    {
      now: NOW,
      commands: createDoctorCommands(stack),
      stack,
      description: { ...description, ...changes },
      executions: new Map(),
      schedule: { value: undefined },
      ...facts,
    },
  );
  return findings.map(({ id, verdict }) => `${id} ${verdict}`);
}

test('by our function and in time all is well, without a schedule of ours', () => {
  expect(examine({})).toEqual(['labels ok', 'native-rotation ok', 'pending ok']);
});

test('by somebody else’s function, or where no function is told, two rotate one secret', () => {
  const nativeRotation = { functionArn: `${functionArn}-other` };
  expect(examine({ nativeRotation })).toContain('native-rotation problem');
  expect(examine({ nativeRotation: {} })).toContain('native-rotation problem');
  // An older stack has no such function.
  const { nativeRotationFunctionArn: _, ...older } = stack;
  expect(examine({}, { stack: older })).toContain('native-rotation problem');
});

test('beside a schedule of ours even our function is a problem', () => {
  const value = { name: 'app-key', enabled: true, targetArn: stack.machineArn, input: '{}' };
  const schedule = { ...value, schedulerExpression: 'rate(1 day)', timezone: 'UTC' };
  const found = examine({}, { schedule: { value: { ...schedule, flexible: false } } });
  expect(found).toContain('native-rotation problem');
});

test('a date that has passed is a problem of its own', () => {
  const nativeRotation = { functionArn, nextAt: NOW - DAY_MS };
  expect(examine({ nativeRotation })).toEqual(
    expect.arrayContaining(['native-rotation ok', 'native-rotation-overdue problem']),
  );
});

test('a version that our function may still work on is a warning, and no problem', () => {
  const labels = new Map([...description.labels, ['v-new', ['AWSPENDING']]]);
  expect(examine({ labels })).toContain('pending-foreign warning');
  expect(examine({ labels, nativeRotation: {} })).toContain('pending-foreign problem');
});
