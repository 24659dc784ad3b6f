// What has happened to an execution is applied: one step of the interpreter, stored with its events in one transaction.
import type { Environment } from '../../service.ts';
import type { Expressions } from '../asl/expression.ts';
import { type Stimulus, step } from '../asl/step.ts';
import type { TaskToRun } from '../asl/turn.ts';
import { findFaults } from '../integrations/find-integration.ts';
import { type CommitOptions, createCommit } from './commit.ts';
import type { Live } from './live-executions.ts';

export interface ApplyOptions extends CommitOptions {
  readonly environment: Environment;
  readonly expressions: Expressions;
}

/** @returns the calls that are to be made, and whether states are left that can go on at once */
export type Apply = (
  live: Live,
  stimulus: Stimulus,
  isStopped: () => boolean,
) => Promise<{ readonly tasks: readonly TaskToRun[]; readonly more: boolean }>;

export function createApply(options: ApplyOptions): Apply {
  const { environment, expressions } = options;
  const { clock, limits, random } = environment;
  const commit = createCommit(options);
  return async (live, stimulus, isStopped) => {
    const { machine, facts, position } = live;
    const chance = (count: number): Uint8Array => random.bytes(count);
    const now = clock.now();
    const result = await step(
      { machine, facts, position, now, expressions, chance, limits, findFaults },
      stimulus,
    );
    // The endpoint stopped meanwhile: what is not stored is done again after the next start.
    if (isStopped()) return { tasks: [], more: false };
    commit(live, result);
    live.position = result.position;
    return result.outcome === undefined ? result : { tasks: [], more: false };
  };
}
