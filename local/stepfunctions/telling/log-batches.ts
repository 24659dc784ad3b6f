// What one step told, in as many calls of PutLogEvents as its bounds ask for (CloudWatch Logs quotas): a step of many states, each with much
// data, is more than one call takes, and one call too large would lose it all.
import { bytesOf } from '../asl/json.ts';

export interface LogMessage {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

const BATCH_BYTES_MAX = 1_048_576;
/** What each message counts for besides its own bytes. */
const OVERHEAD_BYTES = 26;

export function toLogBatches(messages: readonly LogMessage[]): readonly (readonly LogMessage[])[] {
  const batches: LogMessage[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const own = bytesOf(message.message) + OVERHEAD_BYTES;
    if (bytes + own > BATCH_BYTES_MAX) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(message);
    bytes += own;
  }
  return batches;
}
