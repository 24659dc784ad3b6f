// What CreateStateMachine and UpdateStateMachine have in common: a definition, a role, a log destination that are usable.
import type {
  CreateStateMachineInput,
  EncryptionConfiguration,
  LoggingConfiguration as LoggingInput,
} from '@aws-sdk/client-sfn';
import type { CallContext, Principal } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { type CheckedDefinition, checkDefinition } from './asl/check/check-definition.ts';
import { toMessage } from './asl/check/diagnostic.ts';
import { createStatesError, invalidArn, unsupported } from './errors.ts';
import { argumentsOf, loadIsSupported } from './integrations/find-integration.ts';
import { findLogGroup } from './log-delivery.ts';
import type { Parts } from './parts.ts';
import type { LoggingConfiguration } from './store.ts';

/** What the endpoint's own language check says of a text. */
export async function loadCheck(parts: Parts, definition: string): Promise<CheckedDefinition> {
  return checkDefinition(definition, {
    expressions: parts.expressions,
    tasks: { isSupported: await loadIsSupported(definition), argumentsOf },
  });
}

/** @throws ServiceError InvalidDefinition that names every state and field */
export async function checkDefinitionText(parts: Parts, definition: string): Promise<void> {
  const { diagnostics } = await loadCheck(parts, definition);
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) throw createStatesError('InvalidDefinition', toMessage(errors));
}

/** @throws ServiceError AccessDeniedException where Step Functions cannot become the role */
export function becomeRole(parts: Parts, roleArn: string, machineArn: string): Principal {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn)) throw invalidArn(roleArn);
  try {
    return parts.environment.identity.assumeRole({
      roleArn,
      sessionName: 'StepFunctions',
      servicePrincipal: 'states.amazonaws.com',
      sourceArn: machineArn,
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    throw createStatesError(
      'AccessDeniedException',
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
      error,
    );
  }
}

/** Log delivery is set up with the role's own rights (logs:DescribeLogGroups and others of the delivery actions). */
export async function checkLogging(
  parts: Parts,
  logging: LoggingConfiguration,
  { principal, region }: Pick<CallContext, 'principal' | 'region'>,
): Promise<void> {
  if (logging.level === undefined || logging.level === 'OFF') return;
  const logGroup = findLogGroup(logging);
  const arn = logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn ?? '';
  if (logGroup === undefined || !arn.endsWith(':*') || logging.destinations?.length !== 1) {
    throw createStatesError(
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    );
  }
  try {
    await parts.environment.call({
      service: 'logs',
      operation: 'DescribeLogGroups',
      input: { logGroupNamePrefix: logGroup },
      principal,
      region,
    });
  } catch (error) {
    throw createStatesError(
      'AccessDeniedException',
      'The state machine IAM Role is not authorized to access the Log Destination',
      error,
    );
  }
}

export function toLoggingDocument(logging: LoggingInput | undefined): LoggingConfiguration {
  return JSON.parse(JSON.stringify(logging ?? {})) as LoggingConfiguration;
}

/** @throws ServiceError for what AWS has and the endpoint has not */
export function checkSupported(
  input: Pick<CreateStateMachineInput, 'publish' | 'versionDescription' | 'type'> & {
    readonly encryptionConfiguration?: EncryptionConfiguration | undefined;
  },
): void {
  if (input.publish === true || input.versionDescription !== undefined) {
    throw unsupported('Publishing a version');
  }
  if (input.type === 'EXPRESS') throw unsupported('The type EXPRESS');
  const encryption = input.encryptionConfiguration?.type;
  if (encryption !== undefined && encryption !== 'AWS_OWNED_KEY') {
    throw unsupported('A customer managed key');
  }
}
