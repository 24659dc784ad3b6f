// "Secret Label Updated" on the default bus, whenever a label other than AWSPENDING and AWSPREVIOUS comes to a version.
// docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html

import { AWSPENDING, AWSPREVIOUS, type SecretDocument } from '../secret-document.ts';
import { listMoved } from '../versions/labels.ts';
import type { EventBus } from './event-bus.ts';

export interface LabelEvents {
  /** Never rejects: the labels have moved, whether or not anybody can be told. */
  announce(before: SecretDocument | undefined, after: SecretDocument): Promise<void>;
}

export function createLabelEvents(bus: EventBus): LabelEvents {
  return {
    announce: async (before, after) => {
      const entries = listMoved(before?.versions, after.versions)
        .filter(({ stage }) => stage !== AWSPENDING && stage !== AWSPREVIOUS)
        .map(({ stage, versionId }) => ({
          DetailType: 'Secret Label Updated',
          Resources: [after.arn],
          detail: { name: after.name, labelUpdated: stage, versionId },
        }));
      await bus.put(after.region, after.arn, entries);
    },
  };
}
