// The stepper alone: no engine, no store, no clock.
import { createHash } from 'node:crypto';
import { nextTurn } from '../../local/clock.ts';
import { defaultLimits } from '../../local/limits.ts';
import { createSeededRandom } from '../../local/random.ts';
import type { Definition } from '../../local/stepfunctions/asl/definition.ts';
import { createExpressions } from '../../local/stepfunctions/asl/expression.ts';
import { createMachine } from '../../local/stepfunctions/asl/machine.ts';
import { type Stimulus, startPosition, step } from '../../local/stepfunctions/asl/step.ts';
import type { Loop } from './loop.ts';

const random = createSeededRandom('bench');
const expressions = createExpressions({
  chance: (count) => random.bytes(count),
  hash: (algorithm, text) => createHash(algorithm).update(text).digest('hex'),
  yieldTurn: nextTurn,
});

/** Steps the machine from start to end, and forgets what it tells. */
export async function runInStepper({ definition }: Loop): Promise<void> {
  const machine = createMachine(definition as Definition);
  let position = startPosition;
  let stimulus: Stimulus = { kind: 'start' };
  while (position.status === 'RUNNING') {
    const result = await step(
      {
        ...{ machine, position, expressions, limits: defaultLimits, now: 0 },
        facts: {
          ...{ executionArn: 'arn:e', name: 'e', machineArn: 'arn:m', machineName: 'm' },
          ...{ roleArn: 'arn:r', startedAt: 0, input: {}, region: 'us-east-1' },
        },
        chance: (count) => random.bytes(count),
      },
      stimulus,
    );
    position = result.position;
    stimulus = { kind: 'continue' };
  }
}
