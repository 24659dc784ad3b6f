// arn:aws:scheduler:::aws-sdk:<service>:<action> calls any operation that writes; those that only read are refused.
// Source: Scheduler user guide, "Using universal targets".

export interface UniversalTarget {
  /** Folder name of the local service, which may not exist. */
  readonly service: string;
  /** As in the SDK, such as `StartExecution`. */
  readonly operation: string;
}

const READ_ONLY_PREFIXES = [
  'get',
  'describe',
  'list',
  'poll',
  'receive',
  'search',
  'scan',
  'query',
  'select',
  'read',
  'lookup',
  'discover',
  'validate',
  'batchGet',
  'batchDescribe',
  'batchRead',
  'transactGet',
  'adminGet',
  'adminList',
  'testMigration',
  'retrieve',
  'testConnection',
  'translateDocument',
  'isAuthorized',
  'invokeModel',
];

/** SDK service names that are not the folder's. */
const FOLDERS: Readonly<Record<string, string>> = {
  sfn: 'stepfunctions',
  eventbridge: 'events',
  cloudwatchlogs: 'logs',
};

/** Services whose members begin with a small letter, while a universal target's always begin with a capital. */
const LOWER_CAMEL = new Set(['stepfunctions', 'logs']);

export function findUniversalTarget(arn: string): UniversalTarget | undefined {
  const [, service, action] =
    /^arn:aws:scheduler:::aws-sdk:([a-z0-9]+):([a-zA-Z0-9]+)$/.exec(arn) ?? [];
  if (service === undefined || action === undefined) return undefined;
  return {
    service: FOLDERS[service] ?? service,
    operation: action.charAt(0).toUpperCase() + action.slice(1),
  };
}

export function isReadOnly({ operation }: UniversalTarget): boolean {
  const action = operation.charAt(0).toLowerCase() + operation.slice(1);
  return READ_ONLY_PREFIXES.some((prefix) => action.startsWith(prefix));
}

/** The operation's input from the schedule's JSON. */
export function toUniversalInput(
  { service, operation }: UniversalTarget,
  parameters: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const input = LOWER_CAMEL.has(service)
    ? Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [
          name.charAt(0).toLowerCase() + name.slice(1),
          value,
        ]),
      )
    : { ...parameters };
  // The one blob among the operations that this endpoint has; JSON cannot write it.
  if (service === 'lambda' && operation === 'Invoke' && typeof input['Payload'] === 'string') {
    input['Payload'] = new TextEncoder().encode(input['Payload']);
  }
  return input;
}
