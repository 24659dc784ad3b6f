// A state machine as the API answers it.
import type { LoggingConfiguration as LoggingOutput } from '@aws-sdk/client-sfn';
import { parseJson } from '../asl/json.ts';
import type { LoggingConfiguration, MachineDocument, RevisionDocument } from '../store.ts';
import { findVariableReferences } from './variable-references.ts';

export interface MachineSettings {
  readonly loggingConfiguration: LoggingOutput;
  readonly tracingConfiguration: { readonly enabled: boolean };
  readonly encryptionConfiguration: { readonly type: 'AWS_OWNED_KEY' };
  readonly revisionId?: string;
}

/** @param machine undefined where it has been deleted */
export function toSettings(
  machine: MachineDocument | undefined,
  revision: RevisionDocument,
): MachineSettings {
  const { revisionId } = revision;
  return {
    loggingConfiguration: toLogging(revision.logging),
    tracingConfiguration: { enabled: revision.isTraced ?? machine?.isTraced ?? false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...(revisionId === undefined ? {} : { revisionId }),
  };
}

export interface DefinitionView {
  readonly definition: string;
  readonly variableReferences?: Record<string, string[]>;
}

export function toDefinitionView(
  { definition }: RevisionDocument,
  includedData: string | undefined,
): DefinitionView {
  // AWS has an empty object for whoever asks for no more than metadata.
  if (includedData === 'METADATA_ONLY') return { definition: '{}' };
  const variableReferences = findVariableReferences(parseJson(definition));
  return {
    definition,
    ...(Object.keys(variableReferences).length === 0 ? {} : { variableReferences }),
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
