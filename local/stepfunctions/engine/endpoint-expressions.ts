// The expressions of this endpoint: with its chance, on its event loop, and with a line in its log for each that fails.
import { createHash } from 'node:crypto';
import { nextTurn } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Environment } from '../../service.ts';
import { createExpressions, type Expressions } from '../asl/expression.ts';
import type { ExpressionFailure } from '../asl/surroundings.ts';
import { withinTime } from './within-time.ts';

const EXPRESSION_CHARACTERS_MAX = 500;
const SHAPE_CHARACTERS_MAX = 2000;

export function createEndpointExpressions({
  log,
  random,
}: Pick<Environment, 'log' | 'random'>): Expressions {
  return createExpressions({
    chance: (count) => random.bytes(count),
    hash: (algorithm, text) =>
      createHash(algorithm.toLowerCase().replace('-', '')).update(text).digest('hex'),
    yieldTurn: nextTurn,
    withinTime,
    onFailure: (failure) => tell(log, failure),
  });
}

/** What the author looks for: the expression, its place, and the form of what it saw. The values stand in the history alone. */
function tell(
  log: Log,
  { expression, field, state, executionArn, shape }: ExpressionFailure,
): void {
  const shown = shorten(expression.replaceAll(/\s+/g, ' '), EXPRESSION_CHARACTERS_MAX);
  log({
    level: 'info',
    message: `The expression '${shown}' in ${state}/${field} failed; it saw ${shorten(shape, SHAPE_CHARACTERS_MAX)}`,
    resource: executionArn,
  });
}

function shorten(text: string, charactersMax: number): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax)}...` : text;
}
