// arn:aws:states:::aws-sdk:<service>:<action>: any call of any service of the endpoint, its answer as it is.
import { isObject, type Json, type JsonObject } from '../asl/json.ts';
import { failed, type Integration, succeeded } from './call.ts';
import { toFailure } from './error-names.ts';
import { namingOf, type SdkService, toOperation } from './sdk-services.ts';

export function createAwsSdkIntegration(service: SdkService, action: string): Integration {
  const naming = namingOf(service);
  return async ({ call, arguments: given, principal, region, requestId }) => {
    if (!isObject(given)) {
      return failed(
        'States.Runtime',
        `The arguments of ${naming.service}:${action} must be an object`,
      );
    }
    try {
      const output = await call({
        service: service.folder,
        operation: toOperation(action),
        input: toInput(given, service),
        principal,
        region,
      });
      return succeeded(toOutput(output, service));
    } catch (error) {
      return await toFailure(error, naming, requestId);
    }
  };
}

/** Members whose model type is bytes; a state machine writes them as text. */
const BASE64_MEMBERS = new Set(['SecretBinary', 'CiphertextBlob', 'Plaintext', 'ZipFile']);
const TEXT_MEMBERS = new Set(['Payload', 'Body']);

function toInput(given: JsonObject, service: SdkService): unknown {
  return convert(given, (key, value) => {
    const name = service.isLowerCase === true ? key.charAt(0).toLowerCase() + key.slice(1) : key;
    if (BASE64_MEMBERS.has(key) && typeof value === 'string')
      return [name, Buffer.from(value, 'base64')];
    if (TEXT_MEMBERS.has(key)) {
      return [name, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))];
    }
    return [name, undefined];
  });
}

function convert(
  value: Json,
  member: (key: string, value: Json) => readonly [string, unknown],
): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, member));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const [name, converted] = member(key, inner);
      return [name, converted ?? convert(inner, member)];
    }),
  );
}

/** Dates as ISO 8601, bytes as text where they are one, without what the SDK adds. */
function toOutput(output: unknown, service: SdkService, key = ''): Json {
  if (output instanceof Date) return output.toISOString();
  if (output instanceof Uint8Array) {
    return Buffer.from(output).toString(TEXT_MEMBERS.has(key) ? 'utf8' : 'base64');
  }
  if (Array.isArray(output)) return output.map((item) => toOutput(item, service));
  if (typeof output !== 'object' || output === null) return (output ?? null) as Json;
  const entries = Object.entries(output).filter(
    ([name, value]) => name !== '$metadata' && value !== undefined,
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [
      service.isLowerCase === true ? toOperation(name) : name,
      toOutput(value, service, name),
    ]),
  );
}
