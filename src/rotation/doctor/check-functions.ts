// The functions' limits: concurrency (T09), time (T02), runtime (T07), memory, and whether Lambda can run them.
import { isKnown } from '../known.ts';
import type { FunctionFacts, StackFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

/** The User Guide's own number. */
const CONCURRENCY_MIN = 10;
/** The rules count on a step's 60 s: a Lambda certainly has ended 65 s after its execution. */
const TIMEOUT_SECONDS_MIN = 60;
/** A Lambda's share of CPU goes by its memory. */
const MEMORY_MEGABYTES_MIN = 256;
const NODE_MIN = 22;

export function checkFunctions(facts: StackFacts): readonly Finding[] {
  const { functions } = facts;
  if (!isKnown(functions)) return cannotLook('functions', 'the functions', functions);
  const found = [
    ...functions.value.flatMap((one) => checkFunction(facts, one)),
    ...checkAccount(facts),
  ];
  if (found.some(({ verdict }) => verdict !== 'unknown')) return found;
  const all = `${String(functions.value.length)} functions: ${describeLimits(functions.value)}, no concurrency withheld.`;
  return [...found, ok('functions', all)];
}

function describeLimits(functions: readonly FunctionFacts[]): string {
  const runtimes = [...new Set(functions.map(({ runtime }) => runtime))].join(', ');
  const memory = Math.min(...functions.map(({ memoryMegabytes }) => memoryMegabytes));
  const seconds = Math.min(...functions.map(({ timeoutSeconds }) => timeoutSeconds));
  return `${runtimes}, at least ${String(memory)} MB and ${String(seconds)} s`;
}

function checkFunction({ commands }: StackFacts, one: FunctionFacts): readonly Finding[] {
  const { name, broken, reservedConcurrency, timeoutSeconds, memoryMegabytes, runtime } = one;
  const found: Finding[] = [];
  if (broken !== undefined) {
    found.push({
      id: 'function-broken',
      verdict: 'problem',
      catalogue: 'T00',
      evidence: `${name} cannot run: ${broken}.`,
      command: commands.describeFunction(name),
    });
  }
  if (reservedConcurrency !== undefined && reservedConcurrency < CONCURRENCY_MIN) {
    found.push({
      id: 'function-concurrency',
      verdict: 'problem',
      catalogue: 'T09',
      evidence: `${name} has ${String(reservedConcurrency)} concurrent executions reserved: expected at least ${String(CONCURRENCY_MIN)}, or no reservation.`,
      command: commands.unreserve(name),
    });
  }
  if (timeoutSeconds < TIMEOUT_SECONDS_MIN) {
    found.push({
      id: 'function-timeout',
      verdict: 'problem',
      catalogue: 'T02',
      evidence: `${name} has ${String(timeoutSeconds)} s: expected at least ${String(TIMEOUT_SECONDS_MIN)} s.`,
      command: commands.configure(name, `--timeout ${String(TIMEOUT_SECONDS_MIN)}`),
    });
  }
  if (memoryMegabytes < MEMORY_MEGABYTES_MIN) {
    found.push({
      id: 'function-memory',
      verdict: 'warning',
      catalogue: 'T00',
      evidence: `${name} has ${String(memoryMegabytes)} MB, and its share of CPU goes by that: expected at least ${String(MEMORY_MEGABYTES_MIN)} MB.`,
      command: commands.configure(name, '--memory-size 512'),
    });
  }
  const [, node] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
  if (node === undefined || Number(node) < NODE_MIN) {
    found.push({
      id: 'function-runtime',
      verdict: 'warning',
      catalogue: 'T07',
      evidence: `${name} runs on ${runtime}: expected nodejs${String(NODE_MIN)}.x or later.`,
      command: commands.configure(name, `--runtime nodejs${String(NODE_MIN)}.x`),
    });
  }
  return found;
}

function checkAccount({ unreservedConcurrency, commands }: StackFacts): readonly Finding[] {
  if (!isKnown(unreservedConcurrency)) {
    return cannotLook('account-concurrency', 'the account’s concurrency', unreservedConcurrency);
  }
  const left = unreservedConcurrency.value;
  if (left >= CONCURRENCY_MIN) return [];
  return [
    {
      id: 'account-concurrency',
      verdict: 'problem',
      catalogue: 'T09',
      evidence: `The account has ${String(left)} concurrent executions left for all functions without a reservation: expected at least ${String(CONCURRENCY_MIN)}.`,
      command: commands.requestConcurrency(),
    },
  ];
}
