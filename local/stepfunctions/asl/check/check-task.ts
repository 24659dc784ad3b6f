// A Task: what it calls, as whom, and how long that may take.
import { isExpression } from '../expression.ts';
import { isObject, type Json } from '../json.ts';
import { findResource, type Resource } from '../resource.ts';
import type { Report } from './diagnostic.ts';
import { checkFields, checkValue, checkValueOrExpression, type Fields } from './fields.ts';

/** What the endpoint knows of Tasks. */
export interface TaskCheck {
  /** Whether it carries such a Task out. */
  readonly isSupported: (resource: Resource) => boolean;
  /** The fields that an integration takes; undefined where any. */
  readonly argumentsOf: (resource: Resource) => Fields | undefined;
}

const SECONDS: readonly [number, number] = [1, 99_999_999];
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;

export function checkTask(
  state: Record<string, Json>,
  path: string,
  tasks: TaskCheck,
  report: Report,
): void {
  const { Resource: arn, TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (checkValue('string', arn, `${path}/Resource`, report) && typeof arn === 'string') {
    const resource = findResource(arn);
    if (resource === undefined || !tasks.isSupported(resource)) {
      report('SCHEMA_VALIDATION_FAILED', toRefusal(arn), `${path}/Resource`);
    } else checkArguments(tasks.argumentsOf(resource), state['Arguments'], path, report);
  }
  checkCredentials(state['Credentials'], `${path}/Credentials`, report);
  checkValueOrExpression('integer', timeout, `${path}/TimeoutSeconds`, report, SECONDS);
  checkValueOrExpression('integer', heartbeat, `${path}/HeartbeatSeconds`, report, SECONDS);
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    report(
      'SCHEMA_VALIDATION_FAILED',
      "'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'",
      `${path}/HeartbeatSeconds`,
    );
  }
}

function checkArguments(
  fields: Fields | undefined,
  given: Json | undefined,
  path: string,
  report: Report,
): void {
  if (fields === undefined || !isObject(given)) return;
  for (const name of fields.required) {
    if (name in given) continue;
    const message = `The field '${name}' is required but was missing`;
    report('SCHEMA_VALIDATION_FAILED', message, `${path}/Arguments`);
  }
  for (const name of Object.keys(given)) {
    if (fields.required.includes(name) || fields.optional.includes(name)) continue;
    const message = `The field "${name}" is not supported by Step Functions`;
    report('SCHEMA_VALIDATION_FAILED', message, `${path}/Arguments`);
  }
}

function toRefusal(arn: string): string {
  if (/^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:http:invoke$/.test(arn)) {
    return `The resource ${arn} calls an HTTP API by an EventBridge connection, which this endpoint does not run: call the API from a Lambda function`;
  }
  return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

const credentialsFields: Fields = { required: ['RoleArn'], optional: [] };

function checkCredentials(credentials: Json | undefined, path: string, report: Report): void {
  if (credentials === undefined) return;
  if (!isObject(credentials)) {
    checkValue('object', credentials, path, report);
    return;
  }
  checkFields(credentialsFields, credentials, path, report);
  const { RoleArn: roleArn } = credentials;
  if (!checkValue('string', roleArn, `${path}/RoleArn`, report)) return;
  if (typeof roleArn !== 'string' || isExpression(roleArn) || ROLE_ARN.test(roleArn)) return;
  report('SCHEMA_VALIDATION_FAILED', 'Value is not a valid role ARN', `${path}/RoleArn`);
}
