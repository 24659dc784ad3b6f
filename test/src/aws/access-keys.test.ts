import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  LimitExceededException,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createManualClock } from '../../../local/clock.ts';
import { createAccessKeyAccess } from '../../../src/aws/access-keys.ts';
import { createClientConfig } from '../../../src/aws/clients.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';

const { signal } = new AbortController();
const iam = mockClient(IAMClient);
const sts = mockClient(STSClient);
const access = createAccessKeyAccess(createClientConfig('us-east-1'), createManualClock(0));
const key = { id: 'AKIAEXAMPLE', secret: new SecretValue('made for this test') };

beforeEach(() => {
  iam.reset();
  sts.reset();
});

test('a user that has as many keys as IAM allows is no failure', async () => {
  iam
    .on(CreateAccessKeyCommand)
    .rejects(new LimitExceededException({ message: 'quota', $metadata: {} }));
  const made = await access.as(undefined, signal, async (keys) => await keys.create('app'));
  expect(made).toBe('full');
});

test('a key that is not there any more counts as deleted', async () => {
  iam
    .on(DeleteAccessKeyCommand)
    .rejects(new NoSuchEntityException({ message: 'gone', $metadata: {} }));
  await access.as(undefined, signal, async (keys) => {
    await keys.delete('app', key.id);
  });
  expect(iam.commandCalls(DeleteAccessKeyCommand)).toHaveLength(1);
});

test.each([
  ['InvalidClientTokenId', 'unknown'],
  ['SignatureDoesNotMatch', 'mismatch'],
])('%s is what STS says of a key that is %s', async (name, identity) => {
  sts.on(GetCallerIdentityCommand).rejects(toFault(name));
  expect(await access.identify(key, signal)).toBe(identity);
});

test('any other answer of STS leaves the question open, and names no key', async () => {
  sts.on(GetCallerIdentityCommand).rejects(toFault('Throttling'));
  await expect(access.identify(key, signal)).rejects.toMatchObject({
    code: 'Rekey.Transient',
    message: expect.not.stringContaining(key.id) as unknown,
  });
});

function toFault(name: string): STSServiceException {
  return new STSServiceException({ name, message: name, $fault: 'client', $metadata: {} });
}
