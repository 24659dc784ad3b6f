// The RabbitMQ recipe against a real broker's management API.
import { expect, test } from '@jest/globals';
import type { TargetFixture } from '../contract/fixture.ts';
import { HTTP_LACKS, IN_PLACE, MADE_HERE, NO_ECHO } from '../contract/lacks.ts';
import { testTargetContract } from '../contract/target.ts';
import { startFaultProxy, toFaults } from '../support/fault-proxy.ts';
import { describeWithProgram } from '../support/program.ts';
import { startRabbitmq } from '../support/rabbitmq.ts';
import {
  createKey,
  fieldsOf,
  loadRecipeTarget,
  toSecret,
  toStranger,
} from '../support/recipe-fixture.ts';
import { createTargetContext } from '../support/target-context.ts';

describeWithProgram('rabbitmq-server', 'rabbitmq-server', () => {
  const { username: _, ...lacks } = HTTP_LACKS;
  const startFixture = async (): Promise<TargetFixture> => (await start()).fixture;
  testTargetContract('http-api/rabbitmq-management-password', startFixture, {
    ...{ ...lacks, ...MADE_HERE, ...IN_PLACE, ...NO_ECHO },
  });

  test('a user keeps the tags that it has', async () => {
    const { fixture, rabbitmq } = await start();
    const { admin, target } = fixture;
    const current = await fixture.createCurrent();
    const { username = '' } = fieldsOf(current);
    await rabbitmq.ask('PUT', `users/${username}`, {
      password: fieldsOf(current)['password'],
      tags: 'management,monitoring',
    });
    const context = createTargetContext('tags', admin === undefined ? {} : { admin });
    const pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    const { body } = await rabbitmq.ask('GET', `users/${username}`);
    expect(
      String((body as { tags: unknown }).tags)
        .split(',')
        .sort(),
    ).toEqual(['management', 'monitoring']);
    await fixture.close();
  });
});

async function start() {
  const rabbitmq = await startRabbitmq();
  const proxy = await startFaultProxy(rabbitmq.port, (message) =>
    /^(GET|PUT) /.test(message.toString('latin1')),
  );
  const { failRequest, hasFailed, goDown, comeBack, goSilent } = toFaults(proxy);
  const fixture: TargetFixture = {
    target: loadRecipeTarget('rabbitmq-management-password'),
    admin: toSecret({ ...rabbitmq.admin }),
    createCurrent: async () => {
      const login = await rabbitmq.createUser('management');
      return toSecret({ baseUrl: `http://127.0.0.1:${String(proxy.port)}`, ...login });
    },
    accepts: async (value) => {
      const { username = '', password = '' } = fieldsOf(value);
      return (
        (await rabbitmq.ask('GET', 'whoami', undefined, { username, password })).status === 200
      );
    },
    countCredentials: async () => ((await rabbitmq.ask('GET', 'users')).body as object[]).length,
    changeByHand: async (value) => {
      const password = createKey();
      const { username = '' } = fieldsOf(value);
      await rabbitmq.ask('PUT', `users/${username}`, { password, tags: 'management' });
    },
    toStranger: (value) => toStranger(value, 'baseUrl'),
    ...{ failRequest, hasFailed, goDown, comeBack, goSilent },
    close: async () => {
      await proxy.close();
      await rabbitmq.close();
    },
  };
  return { fixture, rabbitmq };
}
