// A recipe whose value we make and whose service keeps one password only: creation pure, overlap none.
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import { createHttpApi } from '../../../src/targets/http-api.ts';
import { HTTP_LACKS, IN_PLACE, MADE_HERE } from '../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../support/fault-proxy.ts';
import {
  onePasswordRecipe,
  startPasswordService,
  toPasswordFaults,
} from '../../support/password-service.ts';

testTargetContract('http-api with one password', startFixture, {
  ...{ ...HTTP_LACKS, ...MADE_HERE, ...IN_PLACE },
});

async function startFixture(): Promise<TargetFixture> {
  const service = await startPasswordService();
  const proxy = await startFaultProxy(Number(new URL(service.url).port));
  const { goDown, comeBack, goSilent } = toFaults(proxy);
  const baseUrl = `http://127.0.0.1:${String(proxy.port)}`;
  const passwordOf = (value: SecretValue): string =>
    (JSON.parse(value.reveal()) as { password: string }).password;

  return {
    target: createHttpApi(onePasswordRecipe, new Map()),
    createCurrent: async () => {
      const password = Buffer.from(createSystemRandom().bytes(24)).toString('hex');
      service.reset(password);
      return new SecretValue(JSON.stringify({ baseUrl, password }));
    },
    accepts: async (value) => service.accepts(passwordOf(value)),
    countCredentials: () => 1,
    toStranger: (value) =>
      new SecretValue(
        JSON.stringify({ baseUrl: 'http://127.0.0.1:9', password: passwordOf(value) }),
      ),
    ...toPasswordFaults(service),
    ...{ goDown, comeBack, goSilent },
    changeByHand: async () => {
      service.reset(createUuid(createSystemRandom()));
    },
    echoCredentials: (on) => {
      service.setFault(on ? () => 'echo' : undefined);
    },
    close: async () => {
      await proxy.close();
      await service.close();
    },
  };
}
