// What CloudWatch Logs demands of names, the same in every operation (CloudWatch Logs API reference).
import type { Constraint } from '../constraints.ts';

export const logGroupName: Constraint = { length: [1, 512], pattern: '[\\.\\-_/#A-Za-z0-9]+' };
export const logStreamName: Constraint = { length: [1, 512], pattern: '[^:*]*' };
export const filterPattern: Constraint = { length: [0, 1024] };
