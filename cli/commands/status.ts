// `rekey status`: how every secret is, or one of them in detail. It only reads.
import { isProblem } from '../../src/rotation/health.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { loadAllFacts, loadFactsOf } from '../operate/load-facts.ts';
import { printStatus } from '../operate/print-status.ts';
import { printStatuses } from '../operate/print-statuses.ts';
import { withReading } from '../operate/reading.ts';
import { toStatus, toStatusDocument } from '../operate/secret-status.ts';
import { toIso } from '../operate/time-text.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface StatusOptions extends StackOptions {
  /** Undefined for all. */
  readonly secretId?: string;
  readonly problems: boolean;
  readonly json: boolean;
}

/** @throws RotationError where there is no such secret or stack, or the secrets cannot be listed */
export async function runStatus(
  options: StatusOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const { secretId, problems, json, stack, region } = options;
  return await withReading(options, writer, signals, async (reading) => {
    const { secrets, notes } =
      secretId === undefined ? await loadAllFacts(reading) : await loadFactsOf(reading, secretId);
    const statuses = secrets
      .map((facts) => toStatus(facts))
      .filter(({ health }) => !problems || isProblem(health.word));
    if (json) {
      const at = toIso(reading.clock.now());
      writer.json({ stack, region, at, notes, secrets: statuses.map(toStatusDocument) });
      return exitCodes.ok;
    }
    const [one] = statuses;
    if (secretId !== undefined && one !== undefined) printStatus(writer, one, { stack, region });
    else if (one !== undefined) printStatuses(writer, statuses);
    else writer.line(sayNothing(secrets.length, options));
    for (const note of notes) writer.note(`rekey: ${note}`);
    return exitCodes.ok;
  });
}

function sayNothing(all: number, { region, secretId }: StatusOptions): string {
  if (secretId !== undefined) return `Nothing is wrong with ${secretId}.`;
  if (all > 0) return `Nothing is wrong with any of ${String(all)} secrets.`;
  return `No secret in ${region} carries the tag rekey:target, so there is nothing to rotate.`;
}
