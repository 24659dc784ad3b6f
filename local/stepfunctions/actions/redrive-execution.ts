// RedriveExecution: goes on from what did not succeed, with the definition that the execution began with.
import type { RedriveExecutionInput, RedriveExecutionOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import { loadExecution } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';
import { REDRIVE_MS_MAX, REDRIVES_MAX, redriveOf } from '../redrivable.ts';
import type { ExecutionDocument } from '../store.ts';

export function createRedriveExecution(
  parts: Parts,
): Action<RedriveExecutionInput, RedriveExecutionOutput> {
  const { engine, environment, store, telling } = parts;
  return {
    permissions: ({ executionArn = '*' }) => permitOn('RedriveExecution', executionArn),
    run: async ({ executionArn = '' }, context) => {
      const { key, execution } = loadExecution(parts, executionArn, context);
      const now = environment.clock.now();
      checkRedrivable(execution, now);
      const { stoppedAt: _stoppedAt, error: _error, cause: _cause, ...rest } = execution;
      const redriven: ExecutionDocument = {
        ...rest,
        status: 'RUNNING',
        redriveCount: execution.redriveCount + 1,
        redrivenAt: now,
      };
      store.transaction(() => {
        store.executions.put(key, redriven);
        store.running.put(key, true);
        telling.queueStatus(parts.loadExecution(key, redriven).facts, redriven);
      });
      telling.tellStatus();
      await engine.redrive(key);
      return { redriveDate: new Date(now) };
    },
  };
}

function checkRedrivable(execution: ExecutionDocument, now: number): void {
  const { redriveStatus, redriveStatusReason } = redriveOf(execution);
  if (redriveStatus !== 'REDRIVABLE') throw notRedrivable(redriveStatusReason ?? '');
  if (now - (execution.stoppedAt ?? now) > REDRIVE_MS_MAX) {
    throw notRedrivable('The redrivable period of the execution has passed');
  }
  if (execution.redriveCount >= REDRIVES_MAX) {
    throw notRedrivable('The execution has been redriven as often as it may');
  }
}

function notRedrivable(reason: string): Error {
  return createStatesError('ExecutionNotRedrivable', reason);
}
