// `rekey rotate`: starts the machine for one secret and shows each state as it happens.
import type { Progress } from '../../src/aws/execution-progress.ts';
import { startRotation, watchExecution } from '../../src/aws/execution-watch.ts';
import { isRotationError } from '../../src/rotation/errors.ts';
import type { RotationInput } from '../../src/rotation/state.ts';
import { systemClock } from '../clock.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { createGraceWatch } from '../grace-watch.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import { describeMeantSecret } from '../operate/describe-meant-secret.ts';
import { createProgressPrinter } from '../print-progress.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface RotateOptions extends StackOptions {
  readonly secretId: string;
  readonly window?: string;
  readonly grace?: string;
  /** Wait until the old credential is retired, not only until the new one is current. */
  readonly follow: boolean;
  readonly json: boolean;
}

/** What a run has come to, as far as one need not wait for its end. */
type Verdict = 'switched' | 'failed';

/** @throws RotationError where the stack or the secret is not there, and whatever the SDK throws */
export async function runRotate(
  options: RotateOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const deployment = await openDeployment(options);
  await refuseUnknown(deployment, options.secretId);
  const { config, output } = deployment;
  const executionArn = await startRotation(config, output('StateMachineArn'), toInput(options));
  if (options.json) writer.json({ kind: 'started', executionArn });
  else writer.line(`Rotating ${writer.paint('strong', options.secretId)}\n${executionArn}`);

  const interruption = createInterruption(signals);
  const watched = watchExecution(config, executionArn, systemClock, interruption.signal);
  try {
    return await watch(watched, options, writer);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    writer.note('Stopped watching; the rotation goes on.');
    return exitCodes.failure;
  } finally {
    interruption.release();
  }
}

/** A run for a secret that does not exist would only fail, and tell everybody. Whoever may not look starts it all the same. */
async function refuseUnknown({ config, findOutput }: Deployment, secretId: string): Promise<void> {
  const { signal } = new AbortController();
  try {
    await describeMeantSecret({ config, findOutput, clock: systemClock, signal }, secretId);
  } catch (error) {
    if (isRotationError(error) && error.code === 'Rekey.InvalidConfiguration') throw error;
  }
}

function toInput({ secretId, window, grace }: RotateOptions): RotationInput {
  return {
    secretId,
    trigger: 'hand',
    ...(window !== undefined && { window }),
    ...(grace !== undefined && { gracePeriod: grace }),
  };
}

async function watch(
  watched: AsyncIterable<Progress>,
  { json, follow }: RotateOptions,
  writer: Writer,
): Promise<ExitCode> {
  const print = json
    ? (progress: Progress) => writer.json(progress)
    : createProgressPrinter(writer);
  const isGrace = createGraceWatch();
  let hasNotice = false;
  for await (const progress of watched) {
    print(progress);
    const hasGrace = isGrace(progress);
    if (progress.kind === 'ended') {
      return progress.status === 'SUCCEEDED' ? exitCodes.ok : exitCodes.failure;
    }
    hasNotice ||= progress.kind === 'exited' && progress.state === 'DiagnoseFailure';
    const verdict = follow ? undefined : findVerdict(progress, hasNotice);
    if (verdict === undefined) continue;
    if (!json) writer.line(describeVerdict(verdict, hasGrace, writer));
    return verdict === 'switched' ? exitCodes.ok : exitCodes.failure;
  }
  return exitCodes.failure;
}

/** In GracePeriod the new credential is current, also after a recovery that settled forward; what is left is to wait. */
function findVerdict(progress: Progress, hasNotice: boolean): Verdict | undefined {
  if (progress.kind !== 'entered' || progress.state !== 'GracePeriod') return undefined;
  return hasNotice ? 'failed' : 'switched';
}

function describeVerdict(verdict: Verdict, hasGrace: boolean, writer: Writer): string {
  switch (verdict) {
    case 'switched':
      return [
        writer.paint('good', 'The new credential is current.'),
        ...(hasGrace
          ? ['The old one is retired after its grace period; --follow waits for that.']
          : []),
      ].join(' ');
    case 'failed':
      return `${writer.paint('bad', 'The rotation failed on its way,')} and recovery made the new credential current: the notice says more.`;
  }
}
