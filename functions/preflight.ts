// Called by `rekey doctor` and `rekey explain`: what would a rotation meet from here? Reads only.
import { lookAhead } from '../src/rotation/look-ahead.ts';
import { parsePreflightEvent } from '../src/rotation/preflight.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { addPreflightPorts } from '../src/runtime/preflight-ports.ts';

export const handler = createHandler({
  name: 'preflight',
  parse: parsePreflightEvent,
  run: (ports, event) => lookAhead(addPreflightPorts(ports), event),
});
