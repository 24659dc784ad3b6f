// Calls of every operation of every service, right and wrong in every way that its schema and its protocol have, in
// sequences against one endpoint. REKEY_FUZZ_RUNS asks for more of them, REKEY_FUZZ_SEED for other ones.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeFault } from '../../local/wire/describe-fault.ts';
import type { OperationModel } from '../../local/wire/model.ts';
import { createAnswers } from '../support/fuzz/answers.ts';
import { begin } from '../support/fuzz/beginnings.ts';
import { findProblem } from '../support/fuzz/check-answer.ts';
import { encodeCall } from '../support/fuzz/encode.ts';
import { startWatched, type WatchedEndpoint } from '../support/fuzz/endpoint.ts';
import { createInputs, MARKER } from '../support/fuzz/inputs.ts';
import { type FuzzedService, loadService, SERVICE_NAMES } from '../support/fuzz/operations.ts';

const SEED = Number(process.env['REKEY_FUZZ_SEED'] ?? 20_260_101);
/** Sequences for each service; Secrets Manager, which the endpoint is there for, gets five times as many. */
const RUNS = Number(process.env['REKEY_FUZZ_RUNS'] ?? 2);
const CALLS_MAX = 80;

interface FuzzedCall {
  readonly operation: OperationModel;
  readonly input: unknown;
  readonly advanceMs: number;
}

function createCalls({ operations }: FuzzedService): fc.Arbitrary<readonly FuzzedCall[]> {
  const calls = operations.map((operation) =>
    fc.record({
      operation: fc.constant(operation),
      input: createInputs(operation.input),
      advanceMs: fc.oneof(
        { weight: 12, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(1000, 3_600_000, 86_400_000 * 8) },
      ),
    }),
  );
  return fc.array(fc.oneof(...calls), { minLength: CALLS_MAX / 2, maxLength: CALLS_MAX });
}

/** What was found, each kind once: by its operation and what was wrong, with the input that showed it. */
type Findings = Map<string, string>;

async function run(
  service: FuzzedService,
  calls: readonly FuzzedCall[],
  findings: Findings,
): Promise<void> {
  const endpoint = await startWatched('fuzz');
  const answers = createAnswers();
  await begin(endpoint.call, service.name, answers.learn);
  for (const { operation, input, advanceMs } of calls) {
    if (advanceMs > 0) await endpoint.clock.advance(advanceMs);
    const filled = answers.fill(input) as Readonly<Record<string, unknown>>;
    const finding = await call(service, operation, filled, endpoint, answers.learn);
    if (finding !== undefined) {
      findings.set(
        `${operation.name}: ${finding}`.slice(0, 1000),
        writeJson(filled).slice(0, 2000),
      );
    }
  }
  await endpoint.close();
}

async function call(
  service: FuzzedService,
  operation: OperationModel,
  input: Readonly<Record<string, unknown>>,
  endpoint: WatchedEndpoint,
  learn: (body: string) => void,
): Promise<string | undefined> {
  const request = encodeCall(service, operation, input);
  await endpoint.clock.settle();
  const before = endpoint.snapshot();
  const logged = endpoint.log.length;
  const now = endpoint.clock.now();
  const answer = await endpoint.send(request);
  const lines = endpoint.log.slice(logged);
  const fault = lines.find(({ message }) => message.startsWith('fault'));
  if (fault !== undefined) return fault.message;
  if (writeJson(lines).includes(MARKER)) return 'a value is in the log';
  const problem = findProblem(service, answer);
  if (problem !== undefined) return problem;
  if (answer.status < 400) learn(Buffer.from(answer.body).toString());
  else if (endpoint.clock.now() === now && endpoint.snapshot() !== before) {
    return `refused, and yet something was stored: ${Buffer.from(answer.body).toString()}`;
  }
  return undefined;
}

function writeJson(value: unknown): string {
  return JSON.stringify(value);
}

/** The whole sequence with its schemas would be megabytes. */
function report({
  failed,
  seed,
  errorInstance,
}: Pick<fc.RunDetails<unknown>, 'failed' | 'seed' | 'errorInstance'>): void {
  if (failed) throw new Error(`seed ${String(seed)}`, { cause: errorInstance });
}

test.each(SERVICE_NAMES)('nothing that %s is sent makes it fault, forget or tell', async (name) => {
  const service = await loadService(name);
  const findings: Findings = new Map();
  const note = (reason: unknown): void => {
    findings.set('unhandled rejection', describeFault(reason));
  };
  process.on('unhandledRejection', note);
  const prototype = Object.getOwnPropertyNames(Object.prototype);
  try {
    await fc.assert(
      fc.asyncProperty(createCalls(service), async (calls) => {
        await run(service, calls, findings);
      }),
      {
        seed: SEED,
        numRuns: name === 'secretsmanager' ? RUNS * 5 : RUNS,
        endOnFailure: true,
        asyncReporter: (details) => {
          report(details);
          return Promise.resolve();
        },
      },
    );
  } finally {
    process.off('unhandledRejection', note);
  }
  expect({ seed: SEED, findings: [...findings] }).toEqual({ seed: SEED, findings: [] });
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);
});
