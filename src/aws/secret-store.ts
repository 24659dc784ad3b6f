// The port SecretStore over Secrets Manager. Answers that a rule must tell apart become values ('exists', 'refused', undefined);
// all others are errors (error-translation.ts).
import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { isRotationError, RotationError } from '../rotation/errors.ts';
import type { Clock, SecretDescription, SecretStore } from '../rotation/ports.ts';
import { SecretValue } from '../rotation/secret-value.ts';
import { createTimedCall } from './timed-call.ts';

/** Secrets Manager quotas: a secret's value, bytes of UTF-8. */
const VALUE_BYTES_MAX = 65_536;

export function createSecretStore(client: () => SecretsManagerClient, clock: Clock): SecretStore {
  const timed = createTimedCall(clock);

  const getValue = async (
    input: GetSecretValueCommandInput & { readonly SecretId: string },
    signal: AbortSignal,
  ): Promise<SecretValue> => {
    const names = { call: 'secretsmanager:GetSecretValue', resource: input.SecretId };
    const { SecretString: text } = await timed(names, signal, () =>
      client().send(new GetSecretValueCommand(input), { abortSignal: signal }),
    );
    if (text !== undefined) return new SecretValue(text);
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `The value of ${input.SecretId}: expected SecretString, found SecretBinary.`,
    );
  };

  return {
    describe: async (secretId, signal) => {
      const names = { call: 'secretsmanager:DescribeSecret', resource: secretId };
      const answer = await timed(names, signal, () =>
        client().send(new DescribeSecretCommand({ SecretId: secretId }), { abortSignal: signal }),
      );
      return toDescription(secretId, answer);
    },

    versionTimes: async (arn, signal) => {
      const names = { call: 'secretsmanager:ListSecretVersionIds', resource: arn };
      const times = new Map<string, number>();
      let next: string | undefined;
      do {
        const page = await timed(names, signal, () =>
          client().send(
            new ListSecretVersionIdsCommand({
              SecretId: arn,
              MaxResults: 100,
              ...(next === undefined ? {} : { NextToken: next }),
            }),
            { abortSignal: signal },
          ),
        );
        for (const version of page.Versions ?? []) {
          if (version.VersionId !== undefined && version.CreatedDate !== undefined)
            times.set(version.VersionId, version.CreatedDate.getTime());
        }
        next = page.NextToken;
      } while (next !== undefined);
      return times;
    },

    read: async ({ arn, versionId, label }, signal) => {
      try {
        const stage = label === undefined ? {} : { VersionStage: label };
        return await getValue({ SecretId: arn, VersionId: versionId, ...stage }, signal);
      } catch (error) {
        if (isNoSuchVersion(error)) return undefined;
        throw error;
      }
    },

    readCurrent: async (secretId, signal) => await getValue({ SecretId: secretId }, signal),

    put: async ({ arn, token, value, labels }, signal) => {
      checkSize(arn, value);
      const names = { call: 'secretsmanager:PutSecretValue', resource: arn };
      const input = {
        SecretId: arn,
        ClientRequestToken: token,
        SecretString: value.reveal(),
        VersionStages: [...labels],
      };
      try {
        await timed(names, signal, () =>
          client().send(new PutSecretValueCommand(input), { abortSignal: signal }),
        );
        return 'stored';
      } catch (error) {
        if (isNamed(error, 'ResourceExistsException')) return 'exists';
        throw error;
      }
    },

    moveLabel: async ({ arn, label, to, from }, signal) => {
      const names = { call: 'secretsmanager:UpdateSecretVersionStage', resource: arn };
      const input = {
        SecretId: arn,
        VersionStage: label,
        ...(to === undefined ? {} : { MoveToVersionId: to }),
        ...(from === undefined ? {} : { RemoveFromVersionId: from }),
      };
      try {
        await timed(names, signal, () =>
          client().send(new UpdateSecretVersionStageCommand(input), { abortSignal: signal }),
        );
        return 'moved';
      } catch (error) {
        if (isNamed(error, 'InvalidParameterException')) return 'refused';
        throw error;
      }
    },
  };
}

/** Members that are absent stay absent: an empty secret has no VersionIdsToStages, an untagged one no Tags. */
function toDescription(secretId: string, answer: DescribeSecretCommandOutput): SecretDescription {
  const { ARN, Name, Tags, VersionIdsToStages, DeletedDate, LastChangedDate } = answer;
  if (ARN === undefined || Name === undefined) {
    throw new RotationError(
      'Rekey.ServiceFailed',
      `secretsmanager:DescribeSecret on ${secretId}: expected ARN and Name in the answer, found none.`,
    );
  }
  const tags = (Tags ?? []).flatMap(({ Key, Value }) =>
    Key === undefined ? [] : [[Key, Value ?? ''] as const],
  );
  return {
    arn: ARN,
    name: Name,
    tags: new Map(tags),
    labels: new Map(Object.entries(VersionIdsToStages ?? {}).filter(([, of]) => of.length > 0)),
    rotationEnabled: answer.RotationEnabled === true,
    ...(DeletedDate === undefined ? {} : { deletedAt: DeletedDate.getTime() }),
    ...(LastChangedDate === undefined ? {} : { lastChangedAt: LastChangedDate.getTime() }),
  };
}

function isNamed(error: unknown, awsError: string): boolean {
  return isRotationError(error) && error.facts.awsError === awsError;
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

function checkSize(arn: string, value: SecretValue): void {
  const bytes = Buffer.byteLength(value.reveal(), 'utf8');
  if (bytes <= VALUE_BYTES_MAX) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `The new value of ${arn}: expected at most ${String(VALUE_BYTES_MAX)} bytes, found ${String(bytes)}.`,
  );
}
