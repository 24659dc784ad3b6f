// Who may run at once: the account's executions, less what single functions have reserved for themselves
// (Lambda developer guide, "Understanding Lambda function scaling").
import type { ServiceError } from '../service-error.ts';
import { createLambdaError, invalidParameter } from './errors.ts';
import type { FunctionName } from './names.ts';
import type { FunctionRecord } from './store.ts';

export interface Concurrency {
  /** Takes one place and gives the way to free it. @throws ServiceError TooManyRequestsException */
  acquire(name: FunctionName, record: FunctionRecord): () => void;
  /** @throws ServiceError InvalidParameterValueException where too little would be left to the others */
  checkReservation(name: FunctionName, reserved: number): void;
  /** What functions without a reservation share. */
  unreserved(region: string): number;
}

/** What reservations must leave to the others; a new account has no more than this in all. */
const UNRESERVED_MIN = 10;

export function createConcurrency(
  concurrencyMax: number,
  listFunctions: (region: string) => readonly FunctionRecord[],
): Concurrency {
  const running = new Map<string, number>();
  const add = (key: string, change: number): void => {
    running.set(key, (running.get(key) ?? 0) + change);
  };
  const unreservedWithout = (region: string, name?: string): number =>
    concurrencyMax -
    listFunctions(region)
      .filter(({ configuration }) => configuration.FunctionName !== name)
      .reduce((total, { reservedConcurrency = 0 }) => total + reservedConcurrency, 0);

  return {
    acquire: ({ region, name }, { reservedConcurrency }) => {
      const isReserved = reservedConcurrency !== undefined;
      const pool = isReserved ? `${region}/${name}` : region;
      const taken = running.get(pool) ?? 0;
      // Reservations leave at least so much, and the whole sum is only worth its reading beyond.
      const isSafe = !isReserved && taken < Math.min(UNRESERVED_MIN, concurrencyMax);
      if (!isSafe && taken >= (reservedConcurrency ?? unreservedWithout(region))) {
        throw throttled(isReserved);
      }
      add(pool, 1);
      return () => add(pool, -1);
    },
    checkReservation: ({ region, name }, reserved) => {
      const left = unreservedWithout(region, name) - reserved;
      if (reserved === 0 || left >= UNRESERVED_MIN) return;
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${String(UNRESERVED_MIN)}].`,
      );
    },
    unreserved: (region) => unreservedWithout(region),
  };
}

function throttled(isReserved: boolean): ServiceError {
  return createLambdaError('TooManyRequestsException', 'Rate Exceeded.', {
    Reason: isReserved
      ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
      : 'ConcurrentInvocationLimitExceeded',
  });
}
