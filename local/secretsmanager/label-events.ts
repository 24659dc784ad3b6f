// "Secret Label Updated" on the default bus, whenever a label other than AWSPENDING and AWSPREVIOUS comes to a version.
// docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html
import type { Environment } from '../service.ts';
import { listMoved } from './labels.ts';
import { AWSPENDING, AWSPREVIOUS, type SecretDocument } from './secret-document.ts';

export interface LabelEvents {
  /** Never rejects: the labels have moved, whether or not anybody can be told. */
  announce(before: SecretDocument | undefined, after: SecretDocument): Promise<void>;
}

/** PutEvents takes ten entries. */
const ENTRIES_MAX = 10;
const SERVICE = 'secretsmanager.amazonaws.com';

interface PutEventsAnswer {
  readonly FailedEntryCount?: number;
}

export function createLabelEvents({ call, clock, log, accountId }: Environment): LabelEvents {
  const warn = (secret: SecretDocument, result: string): void =>
    log({
      level: 'warn',
      message: 'event not delivered',
      call: 'events:PutEvents',
      resource: secret.arn,
      result,
    });

  return {
    announce: async (before, after) => {
      const entries = listMoved(before?.versions ?? [], after.versions)
        .filter(({ stage }) => stage !== AWSPENDING && stage !== AWSPREVIOUS)
        .map(({ stage, versionId }) => ({
          Source: 'aws.secretsmanager',
          DetailType: 'Secret Label Updated',
          Time: new Date(clock.now()),
          Resources: [after.arn],
          Detail: JSON.stringify({ name: after.name, labelUpdated: stage, versionId }),
        }));
      try {
        for (let index = 0; index < entries.length; index += ENTRIES_MAX) {
          const { FailedEntryCount = 0 } = await call<PutEventsAnswer>({
            service: 'events',
            operation: 'PutEvents',
            input: { Entries: entries.slice(index, index + ENTRIES_MAX) },
            principal: { kind: 'service', service: SERVICE, accountId },
            region: after.region,
          });
          if (FailedEntryCount > 0) warn(after, `${String(FailedEntryCount)} refused`);
        }
      } catch (error) {
        warn(after, error instanceof Error ? error.name : 'unknown');
      }
    },
  };
}
