// SendTaskHeartbeat: whoever holds the token says that the work goes on, and HeartbeatSeconds begin anew.
import type { SendTaskHeartbeatInput, SendTaskHeartbeatOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

export function createSendTaskHeartbeat(
  parts: Parts,
): Action<SendTaskHeartbeatInput, SendTaskHeartbeatOutput> {
  return {
    permissions: () => permitOn('SendTaskHeartbeat', '*'),
    run: async (input, context) => {
      await parts.sendToken(input, context, { kind: 'heartbeat' });
      return {};
    },
  };
}
