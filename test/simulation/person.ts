// What a person does to a secret while it is rotated.
import { createHash } from 'node:crypto';
import type { PersonRequests } from '../../src/aws/person-requests.ts';
import { storeAnswer } from '../../src/rotation/answer.ts';
import type { SecretStore } from '../../src/rotation/ports.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import { composeAnswer } from '../../src/targets/manual.ts';
import type { CallAsRoot } from './stack.ts';

export const secretName = 'simulated/secret';

/** Completes whatever run waits for a person, as `rekey complete` does. @returns the whole value that was stored */
export async function completeAsked(
  ports: { readonly secrets: SecretStore; readonly requests: PersonRequests },
  running: readonly string[],
  makeKey: () => SecretValue,
): Promise<readonly SecretValue[]> {
  const { signal } = new AbortController();
  const stored: SecretValue[] = [];
  for (const executionArn of running) {
    const waiting = await ports.requests.find(executionArn, signal);
    if (waiting === undefined) continue;
    const { request, taskToken } = waiting;
    const current = await ports.secrets.readCurrent(request.secretArn, signal);
    const value = composeAnswer(current, request.field, makeKey());
    await storeAnswer(ports, request, value, signal);
    await ports.requests.complete(taskToken, signal);
    stored.push(value);
  }
  return stored;
}

/** Whether it is time to revoke what is old: a run looks for it, or none is at work. */
export async function isRevocationDue(
  call: CallAsRoot,
  running: readonly string[],
): Promise<boolean> {
  const states = await Promise.all(running.map(async (arn) => await findState(call, arn)));
  return states.length === 0 || states.includes('RetirePrevious');
}

/** What may not be revoked. */
export async function listInUse(call: CallAsRoot): Promise<readonly SecretValue[]> {
  const inUse: SecretValue[] = [];
  for (const VersionStage of ['AWSCURRENT', 'AWSPENDING']) {
    const found = await call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', {
      SecretId: secretName,
      VersionStage,
    }).catch(() => undefined);
    if (found?.SecretString !== undefined) inUse.push(new SecretValue(found.SecretString));
  }
  return inUse;
}

async function findState(call: CallAsRoot, executionArn: string): Promise<string | undefined> {
  const { events = [] } = await call<{
    events?: { stateEnteredEventDetails?: { name?: string } }[];
  }>('stepfunctions', 'GetExecutionHistory', { executionArn, reverseOrder: true });
  return events.find((event) => event.stateEnteredEventDetails !== undefined)
    ?.stateEnteredEventDetails?.name;
}

/** A new value, straight to AWSCURRENT. */
export async function putByHand(call: CallAsRoot, value: string): Promise<void> {
  await call('secretsmanager', 'PutSecretValue', {
    SecretId: secretName,
    SecretString: value,
    ClientRequestToken: `by-hand-${createHash('sha256').update(value).digest('hex').slice(0, 30)}`,
  });
}

/** As the guide says: AWSCURRENT back to AWSPREVIOUS's version. Nobody rolls back to what is refused. */
export async function rollBack(
  call: CallAsRoot,
  accepts: (value: SecretValue) => boolean,
): Promise<void> {
  const { VersionIdsToStages = {} } = await call<{
    VersionIdsToStages?: Record<string, string[]>;
  }>('secretsmanager', 'DescribeSecret', { SecretId: secretName });
  const find = (label: string): string | undefined =>
    Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes(label))?.[0];
  const to = find('AWSPREVIOUS');
  const from = find('AWSCURRENT');
  if (to === undefined || from === undefined) return;
  const { SecretString = '' } = await call<{ SecretString?: string }>(
    'secretsmanager',
    'GetSecretValue',
    { SecretId: secretName, VersionId: to },
  );
  if (!accepts(new SecretValue(SecretString))) return;
  await call('secretsmanager', 'UpdateSecretVersionStage', {
    SecretId: secretName,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: to,
    RemoveFromVersionId: from,
  });
}
