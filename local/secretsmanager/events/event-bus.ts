// Events of the service on its region's default bus. An event that cannot be delivered costs a log line, never the call that it tells of.
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Environment } from '../../service.ts';

export type EventEntry = Pick<PutEventsRequestEntry, 'DetailType' | 'Resources'> & {
  readonly detail: object;
};

export interface EventBus {
  /** Never rejects. */
  put(region: string, secretArn: string, entries: readonly EventEntry[]): Promise<void>;
}

/** PutEvents takes ten entries. */
const ENTRIES_MAX = 10;
const SERVICE = 'secretsmanager.amazonaws.com';

interface PutEventsAnswer {
  readonly FailedEntryCount?: number;
}

export function createEventBus({ call, clock, log, accountId }: Environment): EventBus {
  const warn = (resource: string, result: string): void =>
    log({
      level: 'warn',
      message: 'event not delivered',
      call: 'events:PutEvents',
      resource,
      result,
    });

  return {
    put: async (region, secretArn, entries) => {
      const Time = new Date(clock.now());
      const all = entries.map(({ detail, ...entry }) => ({
        Source: 'aws.secretsmanager',
        Time,
        Detail: JSON.stringify(detail),
        ...entry,
      }));
      try {
        for (let index = 0; index < all.length; index += ENTRIES_MAX) {
          const { FailedEntryCount = 0 } = await call<PutEventsAnswer>({
            service: 'events',
            operation: 'PutEvents',
            input: { Entries: all.slice(index, index + ENTRIES_MAX) },
            principal: { kind: 'service', service: SERVICE, accountId },
            region,
          });
          if (FailedEntryCount > 0) warn(secretArn, `${String(FailedEntryCount)} refused`);
        }
      } catch (error) {
        warn(secretArn, error instanceof Error ? error.name : 'unknown');
      }
    },
  };
}
