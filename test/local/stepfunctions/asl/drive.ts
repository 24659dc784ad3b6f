// Runs a definition through the stepper alone: tasks are answered by a function, time jumps to whatever falls due.
import { createHash } from 'node:crypto';
import { nextTurn } from '../../../../local/clock.ts';
import { createSeededRandom } from '../../../../local/random.ts';
import {
  type CheckedDefinition,
  checkDefinition,
} from '../../../../local/stepfunctions/asl/check/check-definition.ts';
import { createExpressions } from '../../../../local/stepfunctions/asl/expression.ts';
import type { HistoryEvent } from '../../../../local/stepfunctions/asl/history-event.ts';
import type { Json } from '../../../../local/stepfunctions/asl/json.ts';
import { createMachine } from '../../../../local/stepfunctions/asl/machine.ts';
import {
  nextDue,
  type Position,
  type TaskResult,
} from '../../../../local/stepfunctions/asl/position.ts';
import { type Stimulus, startPosition, step } from '../../../../local/stepfunctions/asl/step.ts';
import type { Surroundings } from '../../../../local/stepfunctions/asl/surroundings.ts';
import type { Outcome, StepLimits } from '../../../../local/stepfunctions/asl/turn.ts';

interface Call {
  readonly resource: string;
  readonly arguments: Json;
  readonly at: number;
}

export interface DriveOptions {
  readonly input?: Json;
  /** The answer to a call; undefined where it never answers. */
  readonly answer?: (call: Call, count: number) => TaskResult | undefined;
  readonly seed?: string;
  readonly limits?: Partial<StepLimits>;
  /** Somebody stops it then, where it still runs. */
  readonly stopAfterMs?: number;
  /** Which of so many things that have happened is heard of next; the first, if this is left out. */
  readonly pick?: (count: number) => number;
}

export interface Driven {
  readonly events: readonly HistoryEvent[];
  readonly outcome: Outcome | undefined;
  readonly calls: readonly Call[];
  readonly position: Position;
  /** Goes on from where it stands, as after a redrive. */
  readonly apply: (stimulus: Stimulus) => Promise<Driven>;
}

export const START = Date.parse('2026-01-01T00:00:00Z');

const seeded = (seed: string) => {
  const random = createSeededRandom(seed);
  return (count: number): Uint8Array => random.bytes(count);
};

export const expressionsFor = (seed = 'asl', bounds: Partial<Surroundings> = {}) =>
  createExpressions({
    chance: seeded(seed),
    hash: (algorithm, text) =>
      createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex'),
    yieldTurn: nextTurn,
    ...bounds,
  });

export function check(definition: unknown): CheckedDefinition {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  return checkDefinition(text, {
    expressions: expressionsFor(),
    tasks: { isSupported: () => true, argumentsOf: () => undefined },
  });
}

export async function drive(definition: object, options: DriveOptions = {}): Promise<Driven> {
  const checked = check({ QueryLanguage: 'JSONata', ...definition });
  if (checked.definition === undefined) throw new Error(JSON.stringify(checked.diagnostics));
  const machine = createMachine(checked.definition);
  const { input = {}, answer, seed = 'asl' } = options;
  const expressions = expressionsFor(seed);
  const chance = seeded(`${seed}-chance`);
  const events: HistoryEvent[] = [];
  const calls: Call[] = [];
  let now = START;
  let position = startPosition;
  let outcome: Outcome | undefined;

  const apply = async (first: Stimulus): Promise<Driven> => {
    const stimuli: Stimulus[] = [first];
    outcome = undefined;
    for (;;) {
      const [stimulus = findDue()] = stimuli.splice(options.pick?.(stimuli.length) ?? 0, 1);
      if (stimulus === undefined) break;
      const result = await step(
        {
          machine,
          facts: {
            executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
            name: 'e',
            machineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
            machineName: 'm',
            roleArn: 'arn:aws:iam::000000000000:role/r',
            startedAt: START,
            input,
            region: 'us-east-1',
          },
          position,
          now,
          expressions,
          chance,
          limits: { historyEventsMax: 25_000, stateDataBytesMax: 262_144, ...options.limits },
        },
        stimulus,
      );
      // As the store would keep it: whatever is no plain JSON shows here.
      position = JSON.parse(JSON.stringify(result.position)) as Position;
      events.push(...result.events);
      if (result.outcome !== undefined) {
        outcome = result.outcome;
        break;
      }
      if (result.more) stimuli.push({ kind: 'continue' });
      for (const { threadId, task } of result.tasks) {
        const call = { resource: task.resource, arguments: task.arguments, at: now - START };
        calls.push(call);
        const answered = answer?.(call, calls.length);
        if (answered !== undefined) {
          stimuli.push({ kind: 'taskEnded', threadId, attempt: task.attempt, result: answered });
        }
      }
    }
    return { events, outcome, calls, position, apply };
  };
  const findDue = (): Stimulus | undefined => {
    const due = nextDue(position);
    const { stopAfterMs = Number.POSITIVE_INFINITY } = options;
    if ((due ?? Number.MAX_VALUE) > START + stopAfterMs) {
      now = START + stopAfterMs;
      return { kind: 'stop' };
    }
    if (due === undefined) return undefined;
    now = Math.max(now, due);
    return { kind: 'due' };
  };
  return await apply({ kind: 'start' });
}

/** `Type name` of each event, without what every history has. */
export function brief(events: readonly HistoryEvent[]): string[] {
  return events.map(({ type, details }) => {
    const name = details?.['name'];
    return typeof name === 'string' ? `${type} ${name}` : type;
  });
}
