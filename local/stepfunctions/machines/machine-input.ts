// What CreateStateMachine and UpdateStateMachine have in common: a definition, a role, a log destination that are usable.
import type {
  CreateStateMachineInput,
  EncryptionConfiguration,
  LoggingConfiguration as LoggingInput,
} from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { CallContext, Principal } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { type CheckedDefinition, checkDefinition } from '../asl/check/check-definition.ts';
import { toMessage } from '../asl/check/diagnostic.ts';
import type { Definition } from '../asl/definition.ts';
import { parseJson } from '../asl/json.ts';
import { createStatesError, invalidArn, invalidInput, unsupported } from '../errors.ts';
import { argumentsOf, loadIsSupported } from '../integrations/find-integration.ts';
import type { Parts } from '../parts.ts';
import type { LoggingConfiguration, MachineDocument } from '../store.ts';
import { findLogGroup } from '../telling/log-delivery.ts';
import { listExpressProcessorRefusals, listExpressRefusals } from './express-check.ts';

/** What the endpoint's own language check says of a text. */
export async function loadCheck(
  parts: Parts,
  definition: string,
  type: MachineDocument['type'] = 'STANDARD',
): Promise<CheckedDefinition> {
  const checked = checkDefinition(definition, {
    expressions: parts.expressions,
    tasks: { isSupported: await loadIsSupported(definition), argumentsOf },
  });
  const isBad = checked.diagnostics.some(({ severity }) => severity === 'ERROR');
  if (isBad) return checked;
  const machine = parseJson(definition) as unknown as Definition;
  const refusals =
    type === 'EXPRESS' ? listExpressRefusals(machine) : listExpressProcessorRefusals(machine);
  return { ...checked, diagnostics: [...checked.diagnostics, ...refusals] };
}

/** @throws ServiceError InvalidDefinition that names every state and field */
export async function checkDefinitionText(
  parts: Parts,
  definition: string,
  type: MachineDocument['type'],
): Promise<void> {
  const { diagnostics } = await loadCheck(parts, definition, type);
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

const DESCRIPTION_CHARACTERS: readonly [number, number] = [0, 256];
/** Step Functions guide, "Data at rest encryption". */
const REUSE_SECONDS: readonly [number, number] = [60, 900];

/** What the model says of both inputs. @throws ServiceError ValidationException */
export function checkMachineInput(parts: Parts, input: MachineInput): void {
  const { definitionBytesMax } = parts.environment.limits;
  checkConstraints(
    {
      definition: { length: [1, definitionBytesMax], sensitive: true },
      type: { values: ['STANDARD', 'EXPRESS'] },
      versionDescription: { length: DESCRIPTION_CHARACTERS, sensitive: true },
      loggingConfiguration: { members: { level: { values: ['ALL', 'ERROR', 'FATAL', 'OFF'] } } },
      encryptionConfiguration: {
        members: {
          kmsKeyId: { length: [1, 2048] },
          kmsDataKeyReusePeriodSeconds: { range: REUSE_SECONDS },
          type: { values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] },
        },
      },
    },
    input,
  );
  if (input.versionDescription !== undefined && input.publish !== true) {
    throw invalidInput('Version description can only be set when publish is true');
  }
  checkEncryption(input.encryptionConfiguration);
}

type MachineInput = Partial<
  Pick<
    CreateStateMachineInput,
    | 'definition'
    | 'publish'
    | 'versionDescription'
    | 'type'
    | 'loggingConfiguration'
    | 'encryptionConfiguration'
  >
>;

/** The endpoint encrypts no definition and no history with a key of the customer's, and does not say that it does. */
function checkEncryption(encryption: EncryptionConfiguration | undefined): void {
  if (encryption === undefined) return;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: seconds } = encryption;
  if (type === 'AWS_OWNED_KEY') {
    if (kmsKeyId === undefined && seconds === undefined) return;
    throw invalidEncryption(
      'An AWS owned key has neither kmsKeyId nor kmsDataKeyReusePeriodSeconds',
    );
  }
  if (kmsKeyId === undefined) throw invalidEncryption('A customer managed key needs kmsKeyId');
  throw unsupported('A customer managed key');
}

function invalidEncryption(why: string): Error {
  return createStatesError(
    'InvalidEncryptionConfiguration',
    `Invalid Encryption Configuration: '${why}'`,
  );
}
