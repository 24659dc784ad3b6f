// Called by `rekey doctor` and `rekey explain`: what would a rotation meet from here? Reads only.
import { lookAhead } from '../src/rotation/look-ahead.ts';
import { parsePreflightEvent } from '../src/rotation/preflight.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createPreflightPorts } from '../src/runtime/preflight-ports.ts';
import { redactMessages } from '../src/runtime/redact-messages.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'preflight',
    parse: parsePreflightEvent,
    createOwnPorts: createPreflightPorts,
    run: async (ports, event, redact) => redactMessages(await lookAhead(ports, event), redact),
  },
  createTargetRuntime,
);
