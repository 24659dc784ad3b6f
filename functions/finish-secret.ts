// State FinishSecret.
import { finishSecret } from '../src/rotation/finish.ts';
import { parseStepEvent } from '../src/rotation/parse-state.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'finish-secret',
    parse: parseStepEvent,
    run: finishSecret,
  },
  createTargetRuntime,
);
