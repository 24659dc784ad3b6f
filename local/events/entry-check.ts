// One entry of PutEvents: an event, or the error that its place in the answer gets.
// Source: EventBridge API reference, PutEventsRequestEntry and PutEventsResultEntry.
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Principal } from '../service.ts';
import type { BusEvent } from './store.ts';

export interface RefusedEntry {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

export function checkEntry(
  entry: PutEventsRequestEntry,
  principal: Principal,
): RefusedEntry | { readonly detail: unknown } {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[name] === undefined || entry[name] === '') {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
    }
  }
  // Events of aws.* come from AWS's own services only.
  if (entry.Source?.startsWith('aws.') === true && principal.kind !== 'service') {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  }
  const detail = findObject(entry.Detail ?? '');
  if (detail === undefined) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  return { detail };
}

export function toEvent(
  entry: PutEventsRequestEntry,
  detail: unknown,
  place: Pick<BusEvent, 'id' | 'account' | 'region'> & { readonly now: number },
): BusEvent {
  return {
    version: '0',
    id: place.id,
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: place.account,
    time: toEventTime(entry.Time === undefined ? place.now : new Date(entry.Time).getTime()),
    region: place.region,
    resources: entry.Resources ?? [],
    detail,
  };
}

/** To the second, as AWS writes it. */
export function toEventTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** As PutEvents counts it. Source: user guide, "Calculating event entry size". */
export function toEntryBytes(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const timeBytes = entry.Time === undefined ? 0 : 14;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), timeBytes);
}

function findObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
