// The verdaccio recipe against a real verdaccio, where one is installed.

import type { TargetFixture } from '../contract/fixture.ts';
import { HTTP_LACKS, NO_ECHO } from '../contract/lacks.ts';
import { testTargetContract } from '../contract/target.ts';
import { startFaultProxy, toFaults } from '../support/fault-proxy.ts';
import { describeOptIn, startOptIn } from '../support/opt-in-service.ts';
import {
  createKey,
  fieldsOf,
  loadRecipeTarget,
  toSecret,
  toStranger,
} from '../support/recipe-fixture.ts';

interface Token {
  readonly key: string;
  readonly token: string;
}

describeOptIn('verdaccio', '6.8.0', () => {
  testTargetContract('http-api/verdaccio-token', startVerdaccio, { ...HTTP_LACKS, ...NO_ECHO });
});

async function startVerdaccio(): Promise<TargetFixture> {
  const service = await startOptIn('verdaccio.mjs');
  const proxy = await startFaultProxy(service.port, (message) =>
    /^(GET|POST|DELETE) /.test(message.toString('latin1')),
  );
  const admin = { username: 'robot', password: createKey() };
  const basic = Buffer.from(`${admin.username}:${admin.password}`).toString('base64');
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/json',
        connection: 'close', // else a socket that the server has just given up may be used again
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)}`);
    return await response.json();
  };
  const tokens = '/-/npm/v1/tokens';
  const list = async (): Promise<readonly Token[]> =>
    ((await ask('GET', tokens)) as { objects: Token[] }).objects;
  const user = { name: admin.username, password: admin.password };
  const added = await fetch(`${service.url}/-/user/org.couchdb.user:${user.name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  });
  if (!added.ok) throw new Error(`No user: ${String(added.status)}`);

  const { failRequest, hasFailed, goDown, comeBack, goSilent } = toFaults(proxy);
  return {
    target: loadRecipeTarget('verdaccio-token'),
    admin: toSecret(admin),
    createCurrent: async () => {
      for (const { key } of await list()) await ask('DELETE', `${tokens}/token/${key}`);
      const made = await ask('POST', tokens, { password: admin.password, readonly: false });
      const { key: tokenKey, token } = made as Token;
      return toSecret({ baseUrl: `http://127.0.0.1:${String(proxy.port)}`, tokenKey, token });
    },
    accepts: async (value) => {
      const { token = '' } = fieldsOf(value);
      const headers = { authorization: `Bearer ${token}`, connection: 'close' };
      return (await fetch(`${service.url}/-/whoami`, { headers })).status === 200;
    },
    countCredentials: async () => (await list()).length,
    changeByHand: async (value) => {
      await ask('DELETE', `${tokens}/token/${fieldsOf(value)['tokenKey'] ?? ''}`);
    },
    toStranger: (value) => toStranger(value, 'baseUrl'),
    ...{ failRequest, hasFailed, goDown, comeBack, goSilent },
    close: async () => {
      await proxy.close();
      await service.close();
    },
  };
}
