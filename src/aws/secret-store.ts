// The port SecretStore over Secrets Manager. Answers that a rule must tell apart become values ('exists', 'refused', undefined);
// all others are errors (error-translation.ts).
import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError, RotationError } from '../rotation/errors.ts';
import type { SecretDescription, SecretStore, StoredVersion } from '../rotation/ports.ts';
import { SecretValue } from '../rotation/secret-value.ts';
import type { ClientConfig } from './clients.ts';
import { toNativeRotation } from './native-rotation.ts';
import { createTimedCall, type TimedCall } from './timed-call.ts';

export function createSecretStore(config: ClientConfig, clock: Clock): SecretStore {
  const call = createTimedCall(() => new SecretsManagerClient(config), clock);
  return {
    describe: describe(call),
    versionTimes: versionTimes(call),
    read: read(call),
    readCurrent: async (secretId, signal) =>
      (await getVersion(call, { SecretId: secretId }, signal)).value,
    put: put(call),
    moveLabel: moveLabel(call),
  };
}

type Call = TimedCall<SecretsManagerClient>;

/** Secrets Manager quotas: a secret's value, bytes of UTF-8. */
const VALUE_BYTES_MAX = 65_536;

function describe(call: Call): SecretStore['describe'] {
  return async (secretId, signal) => {
    const names = { call: 'secretsmanager:DescribeSecret', resource: secretId };
    try {
      const answer = await call(names, signal, (client, options) =>
        client.send(new DescribeSecretCommand({ SecretId: secretId }), options),
      );
      return toDescription(secretId, answer);
    } catch (error) {
      throw isNamed(error, 'AccessDeniedException') ? toMissingTag(error, secretId) : error;
    }
  };
}

/** A role that is bounded by a tag is denied what has no tag, and what does not exist: AWS's text alone would mislead. */
function toMissingTag(error: RotationError, secretId: string): RotationError {
  return new RotationError(
    'Rekey.AccessDenied',
    `Secret ${secretId}: expected a secret with the tag rekey:target, found none, or no permission. ${error.message}`,
    error.facts,
    { cause: error },
  );
}

/** Members that are absent stay absent: an empty secret has no VersionIdsToStages, an untagged one no Tags. */
function toDescription(secretId: string, answer: DescribeSecretCommandOutput): SecretDescription {
  const { ARN, Name, Tags, VersionIdsToStages, DeletedDate, LastChangedDate } = answer;
  if (ARN === undefined || Name === undefined) {
    throw unexpectedAnswer('DescribeSecret', secretId, 'ARN and Name');
  }
  const tags = (Tags ?? []).flatMap(({ Key, Value }) =>
    Key === undefined ? [] : [[Key, Value ?? ''] as const],
  );
  return {
    arn: ARN,
    name: Name,
    tags: new Map(tags),
    labels: new Map(Object.entries(VersionIdsToStages ?? {}).filter(([, of]) => of.length > 0)),
    ...toNativeRotation(answer),
    ...(DeletedDate === undefined ? {} : { deletedAt: DeletedDate.getTime() }),
    ...(LastChangedDate === undefined ? {} : { lastChangedAt: LastChangedDate.getTime() }),
  };
}

/** ListSecretVersionIds with all its pages; versions without labels are left out. */
export function versionTimes(call: Call): SecretStore['versionTimes'] {
  return async (arn, signal) => {
    const names = { call: 'secretsmanager:ListSecretVersionIds', resource: arn };
    const times = new Map<string, number>();
    let next: string | undefined;
    do {
      const from = next === undefined ? {} : { NextToken: next };
      const page = await call(names, signal, (client, options) =>
        client.send(
          new ListSecretVersionIdsCommand({ SecretId: arn, MaxResults: 100, ...from }),
          options,
        ),
      );
      for (const { VersionId, CreatedDate } of page.Versions ?? []) {
        if (VersionId !== undefined && CreatedDate !== undefined)
          times.set(VersionId, CreatedDate.getTime());
      }
      next = page.NextToken;
    } while (next !== undefined);
    return times;
  };
}

function read(call: Call): SecretStore['read'] {
  return async ({ arn, versionId, label }, signal) => {
    try {
      const stage = label === undefined ? {} : { VersionStage: label };
      return await getVersion(call, { SecretId: arn, VersionId: versionId, ...stage }, signal);
    } catch (error) {
      if (isNoSuchVersion(error)) return undefined;
      throw error;
    }
  };
}

async function getVersion(
  call: Call,
  input: GetSecretValueCommandInput & { readonly SecretId: string },
  signal: AbortSignal,
): Promise<StoredVersion> {
  const names = { call: 'secretsmanager:GetSecretValue', resource: input.SecretId };
  const { SecretString, VersionStages, CreatedDate } = await call(
    names,
    signal,
    (client, options) => client.send(new GetSecretValueCommand(input), options),
  );
  if (SecretString === undefined) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `The value of ${input.SecretId}: expected SecretString, found SecretBinary.`,
    );
  }
  if (CreatedDate === undefined) {
    throw unexpectedAnswer('GetSecretValue', input.SecretId, 'CreatedDate');
  }
  return {
    value: new SecretValue(SecretString),
    labels: VersionStages ?? [],
    createdAt: CreatedDate.getTime(),
  };
}

/**
 * No such version, no value under it, or not this label. "Can't find the specified secret." without more is the whole secret,
 * which no rule takes for an empty version.
 */
function isNoSuchVersion(error: unknown): boolean {
  if (!isRotationError(error)) return false;
  return (
    error.message.includes("can't find the specified secret value") ||
    error.message.includes('VersionStage that is not associated')
  );
}

function put(call: Call): SecretStore['put'] {
  return async ({ arn, token, value, labels, rotationToken }, signal) => {
    checkSize(arn, value);
    const names = { call: 'secretsmanager:PutSecretValue', resource: arn };
    const input = {
      SecretId: arn,
      ClientRequestToken: token,
      SecretString: value.reveal(),
      VersionStages: [...labels],
      ...(rotationToken === undefined ? {} : { RotationToken: rotationToken.reveal() }),
    };
    try {
      await call(names, signal, (client, options) =>
        client.send(new PutSecretValueCommand(input), options),
      );
      return 'stored';
    } catch (error) {
      if (isNamed(error, 'ResourceExistsException')) return 'exists';
      throw error;
    }
  };
}

function checkSize(arn: string, value: SecretValue): void {
  const bytes = Buffer.byteLength(value.reveal(), 'utf8');
  if (bytes <= VALUE_BYTES_MAX) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `The new value of ${arn}: expected at most ${String(VALUE_BYTES_MAX)} bytes, found ${String(bytes)}.`,
  );
}

/** InvalidParameterException is how a lost race is told: the label sits on a version that RemoveFromVersionId does not name. */
function moveLabel(call: Call): SecretStore['moveLabel'] {
  return async ({ arn, label, to, from }, signal) => {
    const names = { call: 'secretsmanager:UpdateSecretVersionStage', resource: arn };
    const input = {
      SecretId: arn,
      VersionStage: label,
      ...(to === undefined ? {} : { MoveToVersionId: to }),
      ...(from === undefined ? {} : { RemoveFromVersionId: from }),
    };
    try {
      await call(names, signal, (client, options) =>
        client.send(new UpdateSecretVersionStageCommand(input), options),
      );
      return 'moved';
    } catch (error) {
      if (isNamed(error, 'InvalidParameterException')) return 'refused';
      throw error;
    }
  };
}

function isNamed(error: unknown, awsError: string): error is RotationError {
  return isRotationError(error) && error.facts.awsError === awsError;
}

function unexpectedAnswer(operation: string, secretId: string, members: string): RotationError {
  return new RotationError(
    'Rekey.ServiceFailed',
    `secretsmanager:${operation} on ${secretId}: expected ${members} in the answer, found none.`,
    { call: `secretsmanager:${operation}` },
  );
}
