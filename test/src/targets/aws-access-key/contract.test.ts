// The contract of targets on the endpoint's IAM and STS, over the wire. A key that is switched off counts as none.
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createSystemClock } from '../../../../local/clock.ts';
import { createAccessKeyAccess } from '../../../../src/aws/access-keys.ts';
import { createClientConfig } from '../../../../src/aws/clients.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createAwsAccessKey } from '../../../../src/targets/aws-access-key/aws-access-key.ts';
import { NO_ECHO } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startCloud } from '../../../support/cloud.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';

testTargetContract('aws-access-key', startFixture, {
  ...NO_ECHO,
  countConnections: 'the SDK keeps a connection for the next request',
  openSession: 'each request is signed by itself',
  refusePasswords: 'AWS makes the keys',
});

interface Fields {
  readonly username: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function startFixture(): Promise<TargetFixture> {
  const running = await startCloud();
  const proxy = await startFaultProxy(Number(new URL(running.url).port));
  const iam = new IAMClient(running.clientConfig);
  // A broken connection counts as a call that failed, where the SDK would quietly try again.
  const config = {
    ...createClientConfig('us-east-1'),
    maxAttempts: 1,
    endpoint: `http://127.0.0.1:${String(proxy.port)}`,
    credentials: running.clientConfig.credentials,
  };
  const access = createAccessKeyAccess(
    { ...config, requestHandler: toOwnErrors(new IAMClient(config)) } as never,
    createSystemClock(),
  );
  let users = 0;
  const createKey = async (UserName: string): Promise<SecretValue> => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId, SecretAccessKey } = AccessKey ?? {};
    return new SecretValue(
      JSON.stringify({
        username: UserName,
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
      }),
    );
  };
  const { goDown, comeBack, goSilent, failRequest, hasFailed } = toFaults(proxy);
  return {
    // The endpoint knows a key at once; and to ask it until it does would be a use of the key.
    target: { ...createAwsAccessKey(new Map(), access), propagationMs: 0 },
    createCurrent: async () => {
      users += 1;
      const UserName = `app-${String(users)}`;
      await iam.send(new CreateUserCommand({ UserName }));
      return await createKey(UserName);
    },
    accepts: async (value) => {
      const { accessKeyId, secretAccessKey } = toFields(value);
      const credentials = { accessKeyId, secretAccessKey };
      const client = new STSClient({ ...running.clientConfig, credentials });
      try {
        await client.send(new GetCallerIdentityCommand({}));
        return true;
      } catch (error) {
        if ((error as Error).name === 'InvalidClientTokenId') return false;
        throw error;
      } finally {
        client.destroy();
      }
    },
    countCredentials: async () => {
      const { AccessKeyMetadata = [] } = await iam.send(
        new ListAccessKeysCommand({ UserName: `app-${String(users)}` }),
      );
      return AccessKeyMetadata.filter(({ Status }) => Status === 'Active').length;
    },
    toStranger: (value) =>
      new SecretValue(JSON.stringify({ ...toFields(value), username: 'stranger' })),
    changeByHand: async (value) => {
      const { username: UserName, accessKeyId: AccessKeyId } = toFields(value);
      await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    },
    failRequest,
    hasFailed,
    goDown,
    comeBack,
    goSilent,
    close: async () => {
      await proxy.close();
      await running.close();
    },
  };
}

/** The SDK does not know Node's errors for errors within jest, and would keep their text alone. */
function toOwnErrors({ config: { requestHandler: handler } }: IAMClient) {
  return {
    destroy: () => undefined,
    handle: async (...args: Parameters<typeof handler.handle>) =>
      await handler.handle(...args).catch((error: unknown) => {
        const { name, message, code } = error as Error & { code?: string };
        throw Object.assign(new Error(message), { name, code });
      }),
  };
}

function toFields(value: SecretValue): Fields {
  return JSON.parse(value.reveal()) as Fields;
}
