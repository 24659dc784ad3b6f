// `rekey explain`: what the next run of a secret will do. It only reads: nothing is started, written or asked of the target.
import { runPreflight } from '../../src/aws/preflight.ts';
import { isRotationError } from '../../src/rotation/errors.ts';
import { type Forecast, forecastRun, type Looked } from '../../src/rotation/forecast.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { loadFactsOf } from '../operate/load-facts.ts';
import { printForecast } from '../operate/print-forecast.ts';
import { type Reading, withReading } from '../operate/reading.ts';
import { toIso } from '../operate/time-text.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface ExplainOptions extends StackOptions {
  readonly secretId: string;
  readonly json: boolean;
}

/** @throws RotationError where there is no such secret or stack */
export async function runExplain(
  options: ExplainOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  return await withReading(options, writer, signals, async (reading) => {
    const [{ secrets, notes }, preflight] = await Promise.all([
      loadFactsOf(reading, options.secretId),
      lookAt(reading, options.secretId),
    ]);
    for (const facts of secrets) {
      const { looked, note } = preflight;
      const known = forecastRun(facts, looked);
      const unknown = [...known.unknown, ...notes, ...(note === undefined ? [] : [note])];
      const forecast = { ...known, unknown };
      const { name, arn } = facts.description;
      if (options.json) writer.json({ secret: name, arn, ...toDocument(forecast) });
      else printForecast(writer, name, forecast, facts.now);
    }
    return exitCodes.ok;
  });
}

/** The preflight Lambda knows the target's kind. It is not told to verify: that would be a log-in at the target. */
async function lookAt(
  { config, clock, signal, findOutput }: Reading,
  secretId: string,
): Promise<{ readonly looked?: Looked; readonly note?: string }> {
  const name = findOutput('PreflightFunctionName');
  if (name === undefined) {
    return {
      note: 'the stack has no preflight Lambda, which knows targets: deploy this version of Rekey',
    };
  }
  try {
    const event = { secretId, verify: false };
    const { secret, problem } = await runPreflight(config, clock, name, event, signal);
    if (secret !== undefined) return { looked: secret };
    return {
      note: `the preflight Lambda could not look: ${problem?.message ?? 'it did not say why'}`,
    };
  } catch (error) {
    if (!isRotationError(error) || signal.aborted) throw error;
    return { note: `the preflight Lambda could not be asked: ${error.message}` };
  }
}

function toDocument(forecast: Forecast): object {
  const { startsAt, deadline, retirements, ...rest } = forecast;
  return {
    ...rest,
    startsAt: toIso(startsAt),
    ...(deadline === undefined ? {} : { deadline: toIso(deadline) }),
    retirements: retirements.map(({ versionId, at }) => ({ versionId, at: toIso(at) })),
  };
}
