// State DiagnoseFailure.

import { parseDiagnoseEvent } from '../src/rotation/parse-state.ts';
import { diagnoseFailure } from '../src/rotation/tell.ts';
import { createHandler } from '../src/runtime/handler.ts';

export const handler = createHandler({
  name: 'diagnose-failure',
  parse: parseDiagnoseEvent,
  run: diagnoseFailure,
});
