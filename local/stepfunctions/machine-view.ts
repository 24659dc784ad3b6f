// A state machine as the API answers it.
import type { LoggingConfiguration as LoggingOutput } from '@aws-sdk/client-sfn';
import type { LoggingConfiguration, MachineDocument, RevisionDocument } from './store.ts';

export interface MachineSettings {
  readonly loggingConfiguration: LoggingOutput;
  readonly tracingConfiguration: { readonly enabled: boolean };
  readonly encryptionConfiguration: { readonly type: 'AWS_OWNED_KEY' };
}

export function toSettings(machine: MachineDocument, revision: RevisionDocument): MachineSettings {
  return {
    loggingConfiguration: toLogging(revision.logging),
    tracingConfiguration: { enabled: machine.isTraced },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}

function toLogging(logging: LoggingConfiguration): LoggingOutput {
  return {
    level: (logging.level ?? 'OFF') as NonNullable<LoggingOutput['level']>,
    includeExecutionData: logging.includeExecutionData ?? false,
    ...(logging.destinations === undefined || logging.destinations.length === 0
      ? {}
      : { destinations: logging.destinations as NonNullable<LoggingOutput['destinations']> }),
  };
}
