// Whether an execution may be redriven (Step Functions guide, "Restarting state machine executions with redrive").
import type { ExecutionDocument } from './store.ts';

export interface Redrive {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly redriveStatusReason?: string;
}

export function redriveOf({ status }: ExecutionDocument): Redrive {
  if (status === 'FAILED' || status === 'ABORTED' || status === 'TIMED_OUT') {
    return { redriveStatus: 'REDRIVABLE' };
  }
  return {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and cannot be redriven`,
  };
}

export const REDRIVE_MS_MAX = 14 * 24 * 60 * 60 * 1000;
export const REDRIVES_MAX = 1000;
