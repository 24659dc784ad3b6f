// `rekey complete`: takes the credential that only a person can make, stores it where the run waits for it, and shows how its test goes.
import { createClientConfig } from '../../src/aws/clients.ts';
import type { Progress } from '../../src/aws/execution-progress.ts';
import { watchExecution } from '../../src/aws/execution-watch.ts';
import {
  createPersonRequests,
  type PersonRequests,
  type WaitingRequest,
} from '../../src/aws/person-requests.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { findClaimant, storeAnswer } from '../../src/rotation/answer.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import type { SecretStore } from '../../src/rotation/ports.ts';
import { composeAnswer } from '../../src/targets/manual.ts';
import type { AnswerSource } from '../answer/answer-source.ts';
import { openAnswerSource } from '../answer/open-answer-source.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import { describeMeantSecret } from '../operate/describe-meant-secret.ts';
import { createProgressPrinter } from '../print-progress.ts';
import type { Writer } from '../writer.ts';

export interface CompleteOptions {
  readonly secretId: string;
  readonly region: string;
  /** Asks in the browser, on a page of this machine. */
  readonly form: boolean;
  /** Says no, for this reason. */
  readonly decline?: string;
  readonly json: boolean;
}

interface Work {
  readonly options: CompleteOptions;
  readonly writer: Writer;
  readonly signal: AbortSignal;
  readonly secrets: SecretStore;
  readonly requests: PersonRequests;
}

/** @throws RotationError InvalidConfiguration where no run waits for a person */
export async function runComplete(
  options: CompleteOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const config = createClientConfig(options.region);
  const interruption = createInterruption(signals);
  const { signal } = interruption;
  const secrets = createSecretStore(config, systemClock);
  const requests = createPersonRequests(config, systemClock);
  const work = { options, writer, signal, secrets, requests };
  try {
    const reading = { config, clock: systemClock, signal };
    const description = await describeMeantSecret(reading, options.secretId);
    const executionArn = findClaimant(description);
    const waiting = await loadWaiting(work, executionArn);
    if (options.decline !== undefined) return await decline(work, waiting, options.decline);
    const watch = (after: number): AsyncIterable<Progress> =>
      watchExecution(config, executionArn, systemClock, signal, after);
    return await answer(work, waiting, watch);
  } finally {
    interruption.release();
  }
}

async function loadWaiting(
  { options, requests, signal }: Work,
  executionArn: string,
): Promise<WaitingRequest> {
  const waiting = await requests.find(executionArn, signal);
  if (waiting !== undefined) return waiting;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `Secret ${options.secretId}: expected a run that waits for a person, found one that does not: ${executionArn}`,
  );
}

async function decline(
  { requests, writer, signal, options }: Work,
  { taskToken, request }: WaitingRequest,
  reason: string,
): Promise<ExitCode> {
  if (!(await requests.decline(taskToken, reason, signal))) throw tooLate(request.secretName);
  if (options.json) writer.json({ kind: 'declined', executionArn: request.executionArn });
  else writer.line('Declined. The run ends with its notice, and the old credential stays in use.');
  return exitCodes.ok;
}

/** A value that is refused is asked for again, as long as the run asks and somebody can answer. */
async function answer(
  work: Work,
  first: WaitingRequest,
  watch: (after: number) => AsyncIterable<Progress>,
): Promise<ExitCode> {
  const { options, writer } = work;
  const source = await openAnswerSource(options.form, writer);
  try {
    let waiting = first;
    for (;;) {
      await store(work, waiting, source);
      const outcome = await follow(watch(waiting.lastEventId), options, writer);
      if (outcome !== 'asked again') return outcome;
      const again = await work.requests.find(waiting.request.executionArn, work.signal);
      writer.note('The target refuses that value.');
      if (again === undefined || !source.isLasting) return exitCodes.failure;
      waiting = again;
    }
  } finally {
    await source.close();
  }
}

async function store(
  { secrets, requests, writer, options, signal }: Work,
  { request, taskToken }: WaitingRequest,
  source: AnswerSource,
): Promise<void> {
  const current = await secrets.readCurrent(request.secretArn, signal);
  const value = await source.ask(
    request,
    (given) => composeAnswer(current, request.field, given),
    signal,
  );
  const stored = await storeAnswer({ secrets }, request, value, signal);
  if (stored === 'exists') {
    writer.note('Another value was stored for this attempt before: the run goes on with that one.');
  }
  if (!(await requests.complete(taskToken, signal))) throw tooLate(request.secretName);
  const { versionId, executionArn } = request;
  if (options.json) writer.json({ kind: 'stored', versionId, executionArn });
  else writer.line(`Stored as version ${versionId}. Now it is tested:`);
}

/** What there is to see from here on: the test, and the switch. */
async function follow(
  progress: AsyncIterable<Progress>,
  { json }: CompleteOptions,
  writer: Writer,
): Promise<ExitCode | 'asked again'> {
  const print = json ? (each: Progress) => writer.json(each) : createProgressPrinter(writer);
  for await (const each of progress) {
    if (each.kind === 'entered' && each.state === 'AskPerson') return 'asked again';
    if (each.kind === 'exited' && each.state === 'AskPerson') continue;
    print(each);
    if (each.kind === 'ended') {
      return each.status === 'SUCCEEDED' ? exitCodes.ok : exitCodes.failure;
    }
    if (each.kind !== 'entered' || each.state !== 'GracePeriod') continue;
    if (!json) {
      writer.line(
        `${writer.paint('good', 'The new credential is current.')} Revoke the old one after the grace period.`,
      );
    }
    return exitCodes.ok;
  }
  return exitCodes.failure;
}

function tooLate(secretName: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Secret ${secretName}: expected a run that still waits, found that somebody else was quicker or its time is over. rekey status says what is current.`,
  );
}
