// The tags by which a secret says how it is rotated. Tags that are not named stay as they are.
import {
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Change } from '../rotation/desired/changes.ts';
import type { Clock } from '../rotation/effects.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export interface SecretTags {
  /** @param changes each field is a tag's name */
  apply(secretArn: string, changes: readonly Change[], signal: AbortSignal): Promise<void>;
}

/** @throws RotationError from every call */
export function createSecretTags(config: ClientConfig, clock: Clock): SecretTags {
  const call = createTimedCall(() => new SecretsManagerClient(config), clock);
  return {
    apply: async (secretArn, changes, signal) => {
      const Tags = changes.flatMap(({ field, to }) =>
        to === undefined ? [] : [{ Key: field, Value: to }],
      );
      const TagKeys = changes.flatMap(({ field, to }) => (to === undefined ? [field] : []));
      if (Tags.length > 0) {
        const names = { call: 'secretsmanager:TagResource', resource: secretArn };
        await call(names, signal, (client, options) =>
          client.send(new TagResourceCommand({ SecretId: secretArn, Tags }), options),
        );
      }
      if (TagKeys.length > 0) {
        const names = { call: 'secretsmanager:UntagResource', resource: secretArn };
        await call(names, signal, (client, options) =>
          client.send(new UntagResourceCommand({ SecretId: secretArn, TagKeys }), options),
        );
      }
    },
  };
}
