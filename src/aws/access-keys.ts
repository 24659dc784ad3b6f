// The port AccessKeyAccess over IAM and STS. IAM API reference, version 2010-05-08; STS API reference, GetCallerIdentity.
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  LimitExceededException,
  ListAccessKeysCommand,
  ListUserTagsCommand,
  NoSuchEntityException,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  type AccessKeyAccess,
  type AccessKeys,
  type Identity,
  type NewAccessKey,
  toShortId,
} from '../rotation/access-keys.ts';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError, RotationError } from '../rotation/errors.ts';
import { SecretValue } from '../rotation/secret-value.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export function createAccessKeyAccess(config: ClientConfig, clock: Clock): AccessKeyAccess {
  return {
    as: async (caller, signal, work) => {
      const client = new IAMClient(toConfig(config, caller));
      // A second try of its own would make a second key, of which nobody has the secret.
      const once = new IAMClient({ ...toConfig(config, caller), maxAttempts: 1 });
      try {
        return await work(createAccessKeys(client, once, clock, signal));
      } catch (error) {
        throw caller === undefined ? error : toRefusal(error);
      } finally {
        client.destroy();
        once.destroy();
      }
    },
    identify: async (key, signal) => {
      const client = new STSClient(toConfig(config, key));
      const call = createTimedCall(() => client, clock);
      const names = { call: 'sts:GetCallerIdentity', resource: toShortId(key.id) };
      try {
        return await call(names, signal, (sts, options) =>
          sts
            .send(new GetCallerIdentityCommand({}), options)
            .then(({ Arn: arn = '' }): Identity => ({ arn }), tellIdentity),
        );
      } finally {
        client.destroy();
      }
    },
  };
}

function toConfig(config: ClientConfig, caller: NewAccessKey | undefined) {
  if (caller === undefined) return config;
  const credentials = { accessKeyId: caller.id, secretAccessKey: caller.secret.reveal() };
  return { ...config, credentials };
}

/** Not the function's credentials, as elsewhere, but those that a secret holds. */
function toRefusal(error: unknown): unknown {
  if (!isRotationError(error) || !isRefused(error.facts.awsError)) return error;
  return new RotationError(
    'Rekey.CredentialRefused',
    'IAM refuses the key that is to change the others.',
    error.facts,
    { cause: error },
  );
}

function isRefused(name: string | undefined): boolean {
  return name === 'InvalidClientTokenId' || name === 'SignatureDoesNotMatch';
}

function tellIdentity(thrown: unknown): Identity {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'InvalidClientTokenId') return 'unknown';
  if (name === 'SignatureDoesNotMatch') return 'mismatch';
  throw thrown;
}

function createAccessKeys(
  client: IAMClient,
  onceClient: IAMClient,
  clock: Clock,
  signal: AbortSignal,
): AccessKeys {
  const call = createTimedCall(() => client, clock);
  const once = createTimedCall(() => onceClient, clock);
  const names = (operation: string, resource: string) => ({ call: `iam:${operation}`, resource });
  return {
    list: async (UserName) => {
      const answer = await call(names('ListAccessKeys', UserName), signal, (iam, options) =>
        iam.send(new ListAccessKeysCommand({ UserName }), options).catch(tellMissing),
      );
      return (answer.AccessKeyMetadata ?? []).map(({ AccessKeyId, Status, CreateDate }) => ({
        id: AccessKeyId ?? '',
        isActive: Status === 'Active',
        createdAt: CreateDate?.getTime() ?? 0,
      }));
    },
    create: async (UserName) =>
      await once(names('CreateAccessKey', UserName), signal, (iam, options) =>
        iam.send(new CreateAccessKeyCommand({ UserName }), options).then(
          ({ AccessKey: { AccessKeyId: id = '', SecretAccessKey = '' } = {} }) => ({
            id,
            secret: new SecretValue(SecretAccessKey),
          }),
          tellFull,
        ),
      ),
    switchOff: async (UserName, AccessKeyId) => {
      const input = { UserName, AccessKeyId, Status: 'Inactive' } as const;
      await call(names('UpdateAccessKey', UserName), signal, (iam, options) =>
        iam.send(new UpdateAccessKeyCommand(input), options).catch(ignoreMissing),
      );
    },
    delete: async (UserName, AccessKeyId) => {
      await call(names('DeleteAccessKey', UserName), signal, (iam, options) =>
        iam
          .send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }), options)
          .catch(ignoreMissing),
      );
    },
    findLastUse: async (AccessKeyId) => {
      const answer = await call(
        names('GetAccessKeyLastUsed', toShortId(AccessKeyId)),
        signal,
        (iam, options) => iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }), options),
      );
      const { LastUsedDate, ServiceName = 'N/A' } = answer.AccessKeyLastUsed ?? {};
      return LastUsedDate === undefined
        ? undefined
        : { at: LastUsedDate.getTime(), service: ServiceName };
    },
    findTag: async (UserName, name) => {
      const { Tags = [] } = await call(names('ListUserTags', UserName), signal, (iam, options) =>
        iam.send(new ListUserTagsCommand({ UserName }), options),
      );
      return Tags.find(({ Key }) => Key === name)?.Value;
    },
    putTag: async (UserName, Key, Value) => {
      await call(names('TagUser', UserName), signal, (iam, options) =>
        iam.send(new TagUserCommand({ UserName, Tags: [{ Key, Value }] }), options),
      );
    },
  };
}

function tellMissing(thrown: unknown): never {
  if (!(thrown instanceof NoSuchEntityException)) throw thrown;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a user of this account, IAM knows none of that name.',
  );
}

function ignoreMissing(thrown: unknown): void {
  if (!(thrown instanceof NoSuchEntityException)) throw thrown;
}

function tellFull(thrown: unknown): 'full' {
  if (thrown instanceof LimitExceededException) return 'full';
  throw thrown;
}
