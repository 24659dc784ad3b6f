// Called by the rule on executions that failed, ran out of time or were stopped.
import { closeRotation, parseEndedRun } from '../src/rotation/close.ts';
import { createClosingPorts } from '../src/runtime/closing-ports.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'close-rotation',
    parse: parseEndedRun,
    createOwnPorts: createClosingPorts,
    run: closeRotation,
  },
  createTargetRuntime,
);
