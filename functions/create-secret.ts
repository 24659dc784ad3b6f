// State CreateSecret.
import { createSecret } from '../src/rotation/create.ts';
import { parseStepEvent } from '../src/rotation/parse-state.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'create-secret',
    parse: parseStepEvent,
    run: createSecret,
  },
  createTargetRuntime,
);
