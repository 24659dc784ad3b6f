// What Secrets Manager does by itself, as CloudTrail tells EventBridge of it: rotations, deletions, replication. The members are those
// of CloudTrail's service events. docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
import { createUuid } from '../../random.ts';
import type { Environment } from '../../service.ts';
import type { SecretDocument } from '../secret-document.ts';
import type { EventBus } from './event-bus.ts';

export type ServiceEventName =
  | 'RotationStarted'
  | 'RotationSucceeded'
  | 'RotationFailed'
  | 'RotationAbandoned'
  | 'TestRotationStarted'
  | 'TestRotationSucceeded'
  | 'TestRotationFailed'
  | 'StartSecretVersionDelete'
  | 'CancelSecretVersionDelete'
  | 'EndSecretVersionDelete'
  | 'SecretVersionDeletion'
  | 'ReplicationStarted'
  | 'ReplicationSucceeded'
  | 'ReplicationFailed';

export interface ServiceEvent {
  readonly name: ServiceEventName;
  /** Such as `Rotation-<arn>-<version>`. */
  readonly requestId?: string;
  readonly errorMessage?: string;
  /** Beside the SecretId. */
  readonly data?: Readonly<Record<string, string>>;
}

export interface ServiceEvents {
  /** Never rejects. */
  announce(
    secret: Pick<SecretDocument, 'region' | 'arn'>,
    ...events: readonly ServiceEvent[]
  ): Promise<void>;
}

const SERVICE = 'secretsmanager.amazonaws.com';

export function createServiceEvents(
  { clock, random, accountId }: Environment,
  bus: EventBus,
): ServiceEvents {
  return {
    announce: async ({ region, arn }, ...events) => {
      const eventTime = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
      const entries = events.map(({ name, requestId, errorMessage, data }) => ({
        DetailType: 'AWS Service Event via CloudTrail',
        detail: {
          eventVersion: '1.08',
          userIdentity: { accountId, invokedBy: SERVICE },
          eventTime,
          eventSource: SERVICE,
          eventName: name,
          awsRegion: region,
          sourceIPAddress: SERVICE,
          userAgent: SERVICE,
          ...(errorMessage === undefined ? {} : { errorMessage }),
          requestParameters: null,
          responseElements: null,
          additionalEventData: { SecretId: arn, ...data },
          ...(requestId === undefined ? {} : { requestID: requestId }),
          eventID: createUuid(random),
          readOnly: false,
          eventType: 'AwsServiceEvent',
          managementEvent: true,
          recipientAccountId: accountId,
          eventCategory: 'Management',
        },
      }));
      await bus.put(region, arn, entries);
    },
  };
}
