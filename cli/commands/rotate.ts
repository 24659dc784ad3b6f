// `rekey rotate`: starts the machine for one secret and shows each state as it happens.
import { createClientConfig } from '../../src/aws/clients.ts';
import type { Progress } from '../../src/aws/execution-progress.ts';
import { startRotation, watchExecution } from '../../src/aws/execution-watch.ts';
import { findOutput, loadStackOutputs } from '../../src/aws/stack.ts';
import type { RotationInput } from '../../src/rotation/state.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Writer } from '../writer.ts';

export interface RotateOptions {
  readonly secretId: string;
  readonly window?: string;
  readonly grace?: string;
  /** Wait until the old credential is retired, not only until the new one is current. */
  readonly follow: boolean;
  readonly json: boolean;
  readonly stack: string;
  readonly region: string;
}

export async function runRotate(options: RotateOptions, writer: Writer): Promise<ExitCode> {
  const config = createClientConfig(options.region);
  const outputs = await loadStackOutputs(config, options.stack);
  const executionArn = await startRotation(
    config,
    findOutput(outputs, 'StateMachineArn'),
    toInput(options),
  );
  if (options.json) writer.json({ kind: 'started', executionArn });
  else writer.line(`Rotating ${writer.paint('strong', options.secretId)}\n${executionArn}`);

  for await (const progress of watchExecution(config, executionArn, systemClock)) {
    if (options.json) writer.json(progress);
    else printProgress(progress, writer);
    if (progress.kind === 'ended') return toExitCode(progress);
    if (isSwitched(progress) && !options.follow) {
      if (!options.json) writer.line(describeGrace(writer));
      return exitCodes.ok;
    }
  }
  return exitCodes.failure;
}

function toInput({ secretId, window, grace }: RotateOptions): RotationInput {
  return {
    secretId,
    trigger: 'hand',
    ...(window !== undefined && { window }),
    ...(grace !== undefined && { gracePeriod: grace }),
  };
}

/** From here on AWSCURRENT is the new credential; what is left is to wait and to retire the old one. */
function isSwitched(progress: Progress): boolean {
  return progress.kind === 'entered' && progress.state === 'GracePeriod';
}

function describeGrace(writer: Writer): string {
  return `${writer.paint('good', 'The new credential is current.')} The old one is retired after its grace period; --follow waits for that.`;
}

function toExitCode(ended: Extract<Progress, { kind: 'ended' }>): ExitCode {
  return ended.status === 'SUCCEEDED' ? exitCodes.ok : exitCodes.failure;
}

function printProgress(progress: Progress, writer: Writer): void {
  switch (progress.kind) {
    case 'entered':
      if (progress.state === 'GracePeriod')
        writer.line('  … GracePeriod: the old credential still works');
      return;
    case 'exited':
      printExited(progress, writer);
      return;
    case 'failed':
      writer.line(
        `  ${writer.paint('bad', '✗')} ${progress.state.padEnd(18)} ${progress.error}: ${progress.reason}`,
      );
      return;
    case 'ended':
      printEnded(progress, writer);
  }
}

function printExited(progress: Extract<Progress, { kind: 'exited' }>, writer: Writer): void {
  const tries = progress.tries > 1 ? `  ${String(progress.tries)} tries` : '';
  writer.line(
    `  ${writer.paint('good', '✓')} ${progress.state.padEnd(18)} ${progress.seconds.toFixed(2).padStart(7)} s${tries}`,
  );
  const notice = progress.state === 'DiagnoseFailure' ? findNotice(progress.output) : undefined;
  if (notice !== undefined) writer.line(`\n${notice.replace(/^/gm, '    ')}\n`);
}

/** The notice as DiagnoseFailure wrote it: the same text that SNS delivers. */
function findNotice(output: string): string | undefined {
  try {
    const found = JSON.parse(output) as { text?: unknown; notice?: { text?: unknown } };
    const text = found.notice?.text ?? found.text;
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

function printEnded(ended: Extract<Progress, { kind: 'ended' }>, writer: Writer): void {
  const style = ended.status === 'SUCCEEDED' ? 'good' : 'bad';
  const skipped = ended.output === undefined ? undefined : findSkipped(ended.output);
  const what = skipped === undefined ? ended.status : `Nothing to do: ${skipped}`;
  writer.line(`${writer.paint(style, what)} after ${ended.seconds.toFixed(2)} s`);
}

function findSkipped(output: string): string | undefined {
  try {
    const { decision, reason } = JSON.parse(output) as { decision?: unknown; reason?: unknown };
    return decision === 'skip' && typeof reason === 'string' ? reason : undefined;
  } catch {
    return undefined;
  }
}
