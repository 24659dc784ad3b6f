// The better-auth recipe against a real better-auth.
import { type Fault, startBetterAuth } from '../../../demo/services/better-auth.ts';
import { createSystemRandom } from '../../../local/random.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createHttpApi } from '../../../src/targets/http-api.ts';
import { bundledRecipes } from '../../../src/targets/recipe/bundled.ts';
import { HTTP_LACKS } from '../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../support/fault-proxy.ts';

testTargetContract('http-api/better-auth-api-key', startFixture, HTTP_LACKS);

async function startFixture(): Promise<TargetFixture> {
  const service = await startBetterAuth({
    secret: Buffer.from(createSystemRandom().bytes(32)).toString('hex'),
  });
  const recipe = bundledRecipes.find(({ name }) => name === 'better-auth-api-key');
  if (recipe === undefined) throw new Error('No recipe better-auth-api-key.');
  const proxy = await startFaultProxy(Number(new URL(service.url).port));
  const { goDown, comeBack, goSilent } = toFaults(proxy);
  const baseUrl = `http://127.0.0.1:${String(proxy.port)}`;
  let users = 0;
  let failed = false;

  return {
    target: createHttpApi(recipe, new Map()),
    createCurrent: async () => {
      users += 1;
      const key = await service.createFirstKey(`user-${String(users)}`);
      return new SecretValue(JSON.stringify({ baseUrl, note: 'stays', ...key }));
    },
    accepts: async (value) => {
      const { apiKey } = JSON.parse(value.reveal()) as { apiKey: string };
      const answer = await fetch(`${service.url}/api/auth/get-session`, {
        headers: { 'x-api-key': apiKey },
      });
      return answer.status === 200;
    },
    countCredentials: () => service.listKeys().length,
    toStranger: (value) =>
      new SecretValue(
        JSON.stringify({
          ...(JSON.parse(value.reveal()) as object),
          baseUrl: 'http://127.0.0.1:9',
        }),
      ),
    failRequest: (index, when) => {
      failed = false;
      let seen = 0;
      const fault: Fault = () => {
        seen += 1;
        if (seen - 1 !== index) return undefined;
        failed = true;
        return when === 'before' ? { status: 503 } : 'lose-answer';
      };
      service.setFault(index === undefined ? undefined : fault);
    },
    hasFailed: () => failed,
    ...{ goDown, comeBack, goSilent },
    changeByHand: async (value) => {
      const { keyId, apiKey } = JSON.parse(value.reveal()) as { keyId: string; apiKey: string };
      await fetch(`${service.url}/api/auth/api-key/delete`, {
        method: 'POST',
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ keyId }),
      });
    },
    echoCredentials: (on) => {
      service.setFault(
        on ? ({ key }) => ({ status: 418, body: `no such key: ${key}` }) : undefined,
      );
    },
    close: async () => {
      await proxy.close();
      await service.close();
    },
  };
}
