// State ScheduleRecoveries.

import { parseScheduleRecoveriesEvent } from '../src/rotation/parse-state.ts';
import { scheduleRecoveries } from '../src/rotation/recovery-schedules.ts';
import { addClosingPorts } from '../src/runtime/closing-ports.ts';
import { createHandler } from '../src/runtime/handler.ts';

export const handler = createHandler({
  name: 'schedule-recoveries',
  parse: parseScheduleRecoveriesEvent,
  run: (ports, event) => scheduleRecoveries(addClosingPorts(ports), event),
});
