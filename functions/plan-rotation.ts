// State PlanRotation.

import { parsePlanEvent } from '../src/rotation/parse-state.ts';
import { planRotation } from '../src/rotation/plan.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'plan-rotation',
    parse: parsePlanEvent,
    run: planRotation,
  },
  createTargetRuntime,
);
