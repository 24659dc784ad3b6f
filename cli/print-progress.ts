// A run's progress in lines for people: a state when it has ended, each failed try with its reason, the notice, the end.
import type { Progress } from '../src/aws/execution-progress.ts';
import { createGraceWatch } from './grace-watch.ts';
import type { Writer } from './writer.ts';

const STATE_WIDTH = 18;

export function createProgressPrinter(writer: Writer): (progress: Progress) => void {
  /** Of the state at hand: where every try failed, the machine caught the error and left the state all the same. */
  let failures = 0;
  const isGrace = createGraceWatch();
  return (progress) => {
    const hasGrace = isGrace(progress);
    switch (progress.kind) {
      case 'entered':
        failures = 0;
        printEntered(progress.state, hasGrace, writer);
        return;
      case 'exited':
        printExited(progress, failures >= progress.tries, writer);
        return;
      case 'failed':
        failures += 1;
        printFailed(progress, writer);
        return;
      case 'ended':
        printEnded(progress, writer);
    }
  };
}

/** The grace period may last for days, so that it has begun is news also where no terminal shows it moving. */
function printEntered(state: string, hasGrace: boolean, writer: Writer): void {
  if (hasGrace) writer.line(`  … ${state}: the old credential still works`);
  else if (state === 'AskPerson') {
    writer.line(`  … ${state}: a person makes the new credential; rekey complete takes it`);
  } else writer.moving(`  … ${state}`);
}

function printFailed(progress: Extract<Progress, { kind: 'failed' }>, writer: Writer): void {
  const { state, error, reason } = progress;
  writer.line(`  ${writer.paint('bad', '!')} ${state.padEnd(STATE_WIDTH)} ${error}: ${reason}`);
  writer.moving(`  … ${state}`);
}

function printExited(
  progress: Extract<Progress, { kind: 'exited' }>,
  hasFailed: boolean,
  writer: Writer,
): void {
  const mark = hasFailed ? writer.paint('bad', '✗') : writer.paint('good', '✓');
  const seconds = progress.seconds.toFixed(2).padStart(7);
  const tries = progress.tries > 1 ? `  ${String(progress.tries)} tries` : '';
  writer.line(`  ${mark} ${progress.state.padEnd(STATE_WIDTH)} ${seconds} s${tries}`);
  const notice = progress.state === 'DiagnoseFailure' ? findNotice(progress.output) : undefined;
  if (notice !== undefined) writer.line(`\n${notice.replace(/^(?=.)/gm, '    ')}\n`);
}

/** The notice as DiagnoseFailure wrote it for SNS, less its last line, which says the same to machines. */
function findNotice(output: string): string | undefined {
  const { message } = parseObject(output);
  return typeof message === 'string' ? message.replace(/\n+\{.*\}\n*$/, '') : undefined;
}

function printEnded(ended: Extract<Progress, { kind: 'ended' }>, writer: Writer): void {
  const style = ended.status === 'SUCCEEDED' ? 'good' : 'bad';
  const skipped = ended.output === undefined ? undefined : findSkipped(ended.output);
  const what = skipped === undefined ? ended.status : `Nothing to do: ${skipped}`;
  writer.line(`${writer.paint(style, what)} after ${ended.seconds.toFixed(2)} s`);
  if (ended.cause !== undefined && ended.cause !== '') writer.line(ended.cause);
}

function findSkipped(output: string): string | undefined {
  const { decision, reason } = parseObject(output);
  return decision === 'skip' && typeof reason === 'string' ? reason : undefined;
}

/** A stopped or foreign machine may have put out anything. */
function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
