// The loop of one operation: whatever phase the store says, until there is none. A restart enters it at the same place.
import { type StackDocument, stackKey } from '../store.ts';
import { runApply } from './apply.ts';
import { runCleanup } from './cleanup.ts';
import { runDelete } from './delete.ts';
import { type Engine, findOperation, loadStack, operationKey, type Run } from './engine.ts';
import { putStackStatus } from './events.ts';
import { runRollback } from './rollback.ts';

export interface Runner {
  /** Carries out the operation of `stack` in the background. */
  start(stack: StackDocument): void;
  /** Stops between two steps, and waits until none is under way. */
  stop(): Promise<void>;
}

export function createRunner(engine: Engine): Runner {
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  const run = async (key: string): Promise<void> => {
    try {
      await runOperation({ engine, key, signal: stopping.signal });
    } catch (error) {
      if (stopping.signal.aborted) return;
      const name = error instanceof Error ? error.name : 'Error';
      engine.environment.log({
        level: 'error',
        message: `stack operation stopped: ${name}`,
        resource: key,
      });
    }
  };
  return {
    start: (stack) => {
      const key = stackKey(stack);
      // One after the other: a former operation's last turn may not be over yet.
      const { work } = engine.environment.clock;
      const turn = (running.get(key) ?? Promise.resolve()).then(() =>
        work === undefined ? run(key) : work.apart(() => run(key)),
      );
      running.set(key, turn);
      void turn.finally(() => {
        if (running.get(key) === turn) running.delete(key);
      });
    },
    stop: async () => {
      stopping.abort(new Error('the endpoint stops'));
      await Promise.all(running.values());
    },
  };
}

async function runOperation(run: Run): Promise<void> {
  // The caller gets its answer before the first step.
  await Promise.resolve();
  for (let operation = findOperation(run); operation !== undefined; ) {
    run.signal.throwIfAborted();
    if (operation.thenDelete !== undefined) turnIntoDelete(run);
    else if (operation.phase === 'apply' && operation.kind !== 'delete') await runApply(run);
    else if (operation.kind !== 'update') await runDelete(run);
    else if (operation.phase === 'rollback') await runRollback(run);
    else await runCleanup(run);
    operation = findOperation(run);
  }
}

function turnIntoDelete(run: Run): void {
  const { engine } = run;
  const stack = loadStack(run);
  const wanted = findOperation(run)?.thenDelete;
  if (wanted === undefined) return;
  engine.store.transaction(() => {
    engine.store.operations.put(operationKey(stack), wanted);
    putStackStatus(engine, stack, { status: 'DELETE_IN_PROGRESS', statusReason: 'User Initiated' });
  });
}
