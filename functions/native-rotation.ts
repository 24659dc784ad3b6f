// Called by Secrets Manager, where a secret's own rotation names this function: one of the four steps.
import { parseNativeEvent } from '../src/rotation/native/event.ts';
import { rotateNatively } from '../src/rotation/native/rotate-natively.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createNativePorts } from '../src/runtime/native-ports.ts';
import { createTargetRuntime } from '../src/runtime/target-runtime.ts';

export const handler = createHandler(
  {
    name: 'native-rotation',
    parse: parseNativeEvent,
    createOwnPorts: createNativePorts,
    run: rotateNatively,
  },
  createTargetRuntime,
);
