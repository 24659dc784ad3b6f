// How many calls of consumers a test makes, and where it tells the number of those that failed: few by default, and as many as
// `npm run bench -- consumers` asks for.
import { appendFileSync } from 'node:fs';

export const CONSUMED_ROTATIONS = Number(process.env['REKEY_CONSUMER_ROTATIONS'] ?? 2);
export const CONSUMER_CALLS_MIN = Number(process.env['REKEY_CONSUMER_CALLS'] ?? 20);
/** A line of JSON for each target is added to this file. */
const REPORT = process.env['REKEY_CONSUMER_REPORT'];

/** @param name the target's, as its contract has it */
export function reportConsumers(
  name: string,
  counts: { readonly calls: number; readonly seconds: number; readonly failures: number },
): void {
  if (REPORT === undefined) return;
  appendFileSync(REPORT, `${JSON.stringify({ name, rotations: CONSUMED_ROTATIONS, ...counts })}\n`);
}
