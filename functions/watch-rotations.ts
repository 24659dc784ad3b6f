// State WatchRotations of the machine `watch`: finds what nobody told. Reads only.
import { parseWatchEvent, watchRotations } from '../src/rotation/watch/watch-rotations.ts';
import { createHandler } from '../src/runtime/handler.ts';
import { createWatchPorts } from '../src/runtime/watch-ports.ts';

export const handler = createHandler({
  name: 'watch-rotations',
  parse: parseWatchEvent,
  createOwnPorts: createWatchPorts,
  run: watchRotations,
});
