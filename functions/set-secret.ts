// State SetSecret.

import { parseStepEvent } from '../src/rotation/parse-state.ts';
import { setSecret } from '../src/rotation/set.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  { name: 'set-secret', parse: parseStepEvent, run: setSecret },
  createTargetRuntime,
);
