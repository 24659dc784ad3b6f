// arn:aws:states:::events:putEvents. An entry that is refused fails the Task, as otherwise nobody would know.
import type { PutEventsResponse } from '@aws-sdk/client-eventbridge';
import { isObject, type Json } from '../asl/json.ts';
import { failed, type Integration, type IntegrationCall, sdkMetadata, succeeded } from './call.ts';
import { callService, nameErrors, toArguments, toText } from './optimized.ts';

const naming = nameErrors({
  prefix: 'EventBridge',
  base: 'EventBridgeException',
  service: 'eventbridge',
});

export const putEventsFields = { required: ['Entries'], optional: [] };

export const putEvents: Integration = {
  findFaults: (given) =>
    Array.isArray(toArguments(given)['Entries'])
      ? []
      : ["The value of the field 'Entries' has an invalid format"],
  run: async (call) => {
    const { Entries: entries = [] } = toArguments(call.arguments);
    const input = { Entries: (entries as Json[]).map((entry) => toEntry(entry, call)) };
    return await callService(
      call,
      naming,
      { operation: 'PutEvents', input },
      (answer: PutEventsResponse) => {
        const output = {
          Entries: JSON.parse(JSON.stringify(answer.Entries ?? [])) as Json,
          FailedEntryCount: answer.FailedEntryCount ?? 0,
          ...sdkMetadata(call),
        };
        if (output.FailedEntryCount === 0) return succeeded(output);
        return failed('EventBridge.FailedEntry', JSON.stringify(output));
      },
    );
  },
};

/** Detail may be written as an object; Time as text. The execution and its machine are told as resources (AWS documentation, "Add EventBridge events"). */
function toEntry(entry: Json, { executionArn, machineArn }: IntegrationCall): unknown {
  if (!isObject(entry)) return entry;
  const { Detail: detail, Time: time, Resources: resources, ...rest } = entry;
  return {
    ...rest,
    ...(detail === undefined ? {} : { Detail: toText(detail) }),
    ...(typeof time === 'string' ? { Time: new Date(time) } : {}),
    Resources: [...(Array.isArray(resources) ? resources : []), executionArn, machineArn],
  };
}
