// The port Announcements over EventBridge's default bus, for close-rotation: in a run that still lives the machine speaks for itself.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Clock } from '../rotation/effects.ts';
import { RotationError } from '../rotation/errors.ts';
import type { Announcements } from '../rotation/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export function createAnnouncements(config: ClientConfig, clock: Clock): Announcements {
  const call = createTimedCall(() => new EventBridgeClient(config), clock);
  return {
    rotationFailed: async (event, signal) => {
      const entry = {
        Source: 'rekey',
        DetailType: 'Rotation Failed',
        Resources: event.secretArn === undefined ? [] : [event.secretArn],
        Detail: JSON.stringify(event),
      };
      const names = { call: 'events:PutEvents', resource: 'default' };
      const { FailedEntryCount = 0, Entries = [] } = await call(names, signal, (bus, options) =>
        bus.send(new PutEventsCommand({ Entries: [entry] }), options),
      );
      if (FailedEntryCount === 0) return;
      // PutEvents answers 200 also where it took nothing (EventBridge API, PutEvents).
      const reason = Entries[0]?.ErrorCode ?? 'no reason given';
      throw new RotationError('Rekey.Transient', `events:PutEvents took no event (${reason}).`, {
        call: 'events:PutEvents',
      });
    },
  };
}
