// State RetirePrevious.

import { parseRetireEvent } from '../src/rotation/parse-state.ts';
import { retirePrevious } from '../src/rotation/retire.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'retire-previous',
    parse: parseRetireEvent,
    run: retirePrevious,
  },
  createTargetRuntime,
);
