// State RecoverRotation.

import { parseRecoverEvent } from '../src/rotation/parse-state.ts';
import { recoverRotation } from '../src/rotation/recover.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'recover-rotation',
    parse: parseRecoverEvent,
    run: recoverRotation,
  },
  createTargetRuntime,
);
