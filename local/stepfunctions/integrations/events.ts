// arn:aws:states:::events:putEvents. An entry that is refused fails the Task, as otherwise nobody would know.
import type { PutEventsResponse } from '@aws-sdk/client-eventbridge';
import { isObject, type Json } from '../asl/json.ts';
import { failed, type Integration, sdkMetadata, succeeded } from './call.ts';
import { type ErrorNaming, toFailure } from './error-names.ts';

const naming: ErrorNaming = {
  prefix: 'EventBridge',
  base: 'EventBridgeException',
  service: 'EventBridge',
  sdk: () => import('@aws-sdk/client-eventbridge'),
};

export const putEventsFields = { required: ['Entries'], optional: [] };

export const putEvents: Integration = async (call) => {
  const { arguments: given, principal, region, requestId } = call;
  const entries = isObject(given) ? given['Entries'] : undefined;
  if (!Array.isArray(entries)) {
    return failed('States.Runtime', "The field 'Entries' must be an array");
  }
  try {
    const answer = await call.call<PutEventsResponse>({
      service: 'events',
      operation: 'PutEvents',
      input: { Entries: entries.map(toEntry) },
      principal,
      region,
    });
    const output = {
      Entries: JSON.parse(JSON.stringify(answer.Entries ?? [])) as Json,
      FailedEntryCount: answer.FailedEntryCount ?? 0,
      ...sdkMetadata(call),
    };
    if (output.FailedEntryCount === 0) return succeeded(output);
    return failed('EventBridge.FailedEntry', JSON.stringify(output));
  } catch (error) {
    return await toFailure(error, naming, requestId);
  }
};

/** Detail may be written as an object; Time as text. */
function toEntry(entry: Json): unknown {
  if (!isObject(entry)) return entry;
  const { Detail: detail, Time: time, ...rest } = entry;
  return {
    ...rest,
    ...(detail === undefined
      ? {}
      : { Detail: typeof detail === 'string' ? detail : JSON.stringify(detail) }),
    ...(typeof time === 'string' ? { Time: new Date(time) } : {}),
  };
}
