// Requests as work: while one is answered, a clock that is moved stands still. Those of a Lambda are a part of its invocation.

import { findTraceId } from '../trace-id.ts';
import type { Handle } from '../wire/handle.ts';
import type { WorkInFlight } from './work-in-flight.ts';

export function countWork(handle: Handle, work: WorkInFlight | undefined): Handle {
  if (work === undefined) return handle;
  return (request) =>
    work.underName(findTraceId(request.headers) ?? '', async () => await handle(request));
}
