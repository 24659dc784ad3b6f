// State TestSecret.

import { parseStepEvent } from '../src/rotation/parse-state.ts';
import { testSecret } from '../src/rotation/test.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'test-secret',
    parse: parseStepEvent,
    run: testSecret,
  },
  createTargetRuntime,
);
