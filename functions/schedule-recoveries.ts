// State ScheduleRecoveries.

import { parseScheduleRecoveriesEvent } from '../src/rotation/parse-state.ts';
import { scheduleRecoveries } from '../src/rotation/recovery-schedules.ts';
import { createClosingPorts } from '../src/runtime/closing-ports.ts';
import { createHandler } from '../src/runtime/handler.ts';

export const handler = createHandler({
  name: 'schedule-recoveries',
  parse: parseScheduleRecoveriesEvent,
  createOwnPorts: createClosingPorts,
  run: scheduleRecoveries,
});
