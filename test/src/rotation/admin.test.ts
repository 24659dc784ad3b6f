// The admin credential: named by the tag, or by the value's masterarn as in AWS's database secrets.
import { expect, test } from '@jest/globals';
import { loadAdmin } from '../../../src/rotation/admin.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createWorld } from '../../support/rotation-world.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db/admin-AbCdEf';

test('masterarn names the admin where no tag does', async () => {
  const admin = toValue({ host: 'db', username: 'postgres' });
  expect(await load({ host: 'db', masterarn: ARN }, { [ARN]: admin })).toBe(admin);
});

test('the tag goes before masterarn, and its admin may leave the host out', async () => {
  const byTag = toValue({ username: 'postgres' });
  const admins = { 'db/tagged': byTag, [ARN]: toValue({ host: 'db' }) };
  expect(await load({ host: 'db', masterarn: ARN }, admins, 'db/tagged')).toBe(byTag);
});

test.each([
  ['another host', { host: 'other' }, 'another host'],
  ['no host', { username: 'postgres' }, 'one that names none'],
])("masterarn's admin of %s is refused, whoever put the value", async (_title, admin, found) => {
  const call = load({ host: 'db', masterarn: ARN }, { [ARN]: toValue(admin) });
  await expect(call).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining(found) as unknown,
  });
});

test.each(['"text"', 'text', '5', 'null', '{"masterarn":""}', '{"masterarn":5}', '{}'])(
  'a value %s names no admin',
  async (text) => {
    const { secrets } = createWorld('pure-native');
    const { signal } = new AbortController();
    expect(await loadAdmin({ secrets }, {}, new SecretValue(text), signal)).toBeUndefined();
  },
);

async function load(
  value: object,
  admins: Readonly<Record<string, SecretValue>>,
  tag?: string,
): Promise<SecretValue | undefined> {
  const { secrets } = createWorld('pure-native', {}, new Map(Object.entries(admins)));
  const settings = tag === undefined ? {} : { admin: tag };
  return await loadAdmin({ secrets }, settings, toValue(value), new AbortController().signal);
}

function toValue(fields: object): SecretValue {
  return new SecretValue(JSON.stringify(fields));
}
