// Looks for the secret values of a run wherever they must not be: in history, state data, logs, notices, events and
// in the endpoint's store. The values themselves come from Secrets Manager, the one place where they belong.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';

export interface Place {
  /** Such as `history of <execution ARN>` or `log group <name>`. */
  readonly name: string;
  readonly text: string;
}

/** @returns the names of the places in which one of the values stands, as it is or in base64 */
export function findLeaks(values: readonly string[], places: readonly Place[]): readonly string[] {
  const needles = values.flatMap((value) => [value, ...toBase64Cores(value)]);
  return places
    .filter(({ text }) => needles.some((needle) => text.includes(needle)))
    .map(({ name }) => name);
}

/** Input, output, every event and every error text of every run of the machine. */
export async function listHistories(
  machines: SFNClient,
  stateMachineArn: string,
): Promise<readonly Place[]> {
  const places: Place[] = [];
  for await (const page of paginateListExecutions({ client: machines }, { stateMachineArn })) {
    for (const { executionArn = '' } of page.executions ?? []) {
      const events: unknown[] = [];
      const query = { executionArn, includeExecutionData: true };
      for await (const part of paginateGetExecutionHistory({ client: machines }, query)) {
        events.push(...(part.events ?? []));
      }
      places.push({ name: `history of ${executionArn}`, text: JSON.stringify(events) });
    }
  }
  return places;
}

export async function listLogs(logs: CloudWatchLogsClient): Promise<readonly Place[]> {
  const places: Place[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs }, {})) {
    for (const { logGroupName = '' } of page.logGroups ?? []) {
      const lines: string[] = [];
      for await (const part of paginateFilterLogEvents({ client: logs }, { logGroupName })) {
        lines.push(...(part.events ?? []).map(({ message = '' }) => message));
      }
      places.push({ name: `log group ${logGroupName}`, text: lines.join('\n') });
    }
  }
  return places;
}

/** The bytes of the store's files, with whatever SQLite keeps in its journal. */
export function listStoreFiles(folder: string): readonly Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      name: `store file ${entry.name}`,
      text: readFileSync(join(entry.parentPath, entry.name)).toString('latin1'),
    }));
}

/** Base64 of the value at each of the three offsets that it may have in a longer text, without the unsure ends. */
function toBase64Cores(value: string): readonly string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from(`${'\0'.repeat(offset)}${value}`)
      .toString('base64')
      .slice(4, -4),
  );
}
