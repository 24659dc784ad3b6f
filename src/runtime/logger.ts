// The Lambdas' log: one JSON line each, by Powertools. Fields are names, ids, times and decisions (LogFields has no place for an
// object), and every text passes the invocation's redactor before it is written.
import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '../rotation/effects.ts';
import type { Config } from './config.ts';
import type { Redactor } from './redactor.ts';

export interface InvocationNames {
  readonly function: string;
  readonly requestId: string;
}

/** Built once; each invocation gets its own Log, with its own names and redactor. */
export function createLogger(config: Config): (names: InvocationNames, redactor: Redactor) => Log {
  const logger = new Logger({ serviceName: config.service, logLevel: config.logLevel });
  return (names, redactor) => {
    const toFields = (fields: LogFields = {}): Record<string, string | number | boolean> => {
      const kept: Record<string, string | number | boolean> = { ...names };
      for (const [name, value] of Object.entries(fields)) {
        if (value !== undefined)
          kept[name] = typeof value === 'string' ? redactor.redact(value) : value;
      }
      return kept;
    };
    return {
      info: (message, fields) => logger.info(redactor.redact(message), toFields(fields)),
      warn: (message, fields) => logger.warn(redactor.redact(message), toFields(fields)),
      error: (message, fields) => logger.error(redactor.redact(message), toFields(fields)),
    };
  };
}
