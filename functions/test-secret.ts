// State TestSecret.

import { parseStepEvent } from '../src/rotation/parse-state.ts';
import { testSecret } from '../src/rotation/test.ts';
import { createHandler } from '../src/runtime/handler.ts';

export const handler = createHandler({
  name: 'test-secret',
  parse: parseStepEvent,
  run: testSecret,
});
