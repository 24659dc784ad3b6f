// RedriveExecution: goes on from what did not succeed, with the definition that the execution began with. Idempotent by client token.
import type { RedriveExecutionInput, RedriveExecutionOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import { checkRoom } from '../executions/execution-input.ts';
import { redriveOf } from '../executions/redrivable.ts';
import { loadRedriveFacts } from '../executions/redrive-facts.ts';
import { loadExecution } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnExecution } from '../permission.ts';
import type { ExecutionDocument, RedriveToken } from '../store.ts';

const constraints: Constraints = { clientToken: { length: [1, 64], pattern: '[!-~]+' } };

/** API reference: the last ten, for fifteen minutes after their first use. */
const TOKENS_MAX = 10;
const TOKEN_MS = 15 * 60 * 1000;

export function createRedriveExecution(
  parts: Parts,
): Action<RedriveExecutionInput, RedriveExecutionOutput> {
  const { engine, environment, store, telling } = parts;
  return {
    permissions: ({ executionArn }, context) =>
      permitOnExecution(parts, 'RedriveExecution', executionArn, context),
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { executionArn = '', clientToken } = input;
      const { key, execution } = loadExecution(parts, executionArn, context);
      const now = environment.clock.now();
      const known = findToken(execution, clientToken, now);
      if (known !== undefined) return { redriveDate: new Date(known.redrivenAt) };
      const facts = loadRedriveFacts(parts, key, execution);
      const { redriveStatus, redriveStatusReason = '' } = redriveOf(execution, facts);
      if (redriveStatus !== 'REDRIVABLE') {
        throw createStatesError('ExecutionNotRedrivable', redriveStatusReason);
      }
      checkRoom(engine.runningCount(), parts);
      const redriven = toRedriven(execution, clientToken, now);
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

function findToken(
  { redriveTokens = [] }: ExecutionDocument,
  token: string | undefined,
  now: number,
): RedriveToken | undefined {
  return redriveTokens.find((known) => known.token === token && now - known.usedAt < TOKEN_MS);
}

function toRedriven(
  execution: ExecutionDocument,
  clientToken: string | undefined,
  now: number,
): ExecutionDocument {
  const { stoppedAt: _stoppedAt, error: _error, cause: _cause, ...rest } = execution;
  const token =
    clientToken === undefined ? [] : [{ token: clientToken, usedAt: now, redrivenAt: now }];
  return {
    ...rest,
    status: 'RUNNING',
    redriveCount: execution.redriveCount + 1,
    redrivenAt: now,
    redriveTokens: [...(execution.redriveTokens ?? []), ...token].slice(-TOKENS_MAX),
  };
}
