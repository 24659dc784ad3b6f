// Reserves executions for a function, which bounds it too: 0 stops it.
import type { Concurrency, PutFunctionConcurrencyRequest } from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';

export function putFunctionConcurrency(
  lambda: Lambda,
): Action<PutFunctionConcurrencyRequest, Concurrency> {
  const { functions, concurrency } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:PutFunctionConcurrency'),
    run: (input, context) => {
      const name = parseName(input, context);
      const record = functions.load(name);
      const reserved = input.ReservedConcurrentExecutions ?? 0;
      checkConstraints({ ReservedConcurrentExecutions: { range: [0, 2 ** 31 - 1] } }, input);
      concurrency.checkReservation(name, reserved);
      functions.put(name, { ...record, reservedConcurrency: reserved });
      return { ReservedConcurrentExecutions: reserved };
    },
  };
}
