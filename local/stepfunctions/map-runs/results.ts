// What a map run brings back: the results themselves, or where they lie in S3.
import type { Call, Principal } from '../../service.ts';
import type { WriterRequest } from '../asl/distributed-map/map-run-request.ts';
import type { Json } from '../asl/json.ts';
import type { Place } from '../names.ts';
import type { ExecutionDocument } from '../store.ts';
import type { MapRunDocument, MapRunItem } from './map-run-document.ts';
import { toPendingRecord, toRecord, toResults } from './records.ts';
import { type ResultFile, writeResults } from './write-results.ts';

/** An item, and the execution that worked on it, if any did. */
export interface ItemResult {
  readonly item: MapRunItem;
  readonly execution: ExecutionDocument | undefined;
}

export interface BringBackOptions {
  readonly document: MapRunDocument;
  readonly mapRunArn: string;
  readonly place: Place;
  readonly call: Call;
  readonly principal: Principal;
  /** In the items' order. */
  readonly results: Iterable<ItemResult>;
  /** How much a state's result may hold. */
  readonly bytesMax: number;
}

export interface BroughtBack {
  readonly output: Json;
  readonly succeededFiles: readonly ResultFile[];
}

/** @throws StatesError States.ResultWriterFailed */
export async function bringBack(options: BringBackOptions): Promise<BroughtBack> {
  const { document, mapRunArn } = options;
  const { writer, id, redriveCount, succeededFiles } = document;
  const { destination } = writer ?? {};
  if (writer === undefined || destination === undefined) {
    return { output: collect(options, writer?.transformation ?? 'COMPACT'), succeededFiles };
  }
  const written = await writeResults(
    {
      ...{ mapRunArn, id, redriveCount, writer, destination, succeededFiles },
      put: (bucket, key, body) => put(options, { Bucket: bucket, Key: key, Body: body }),
    },
    sortOut(options, writer),
  );
  const { bucket, key } = written.manifest;
  return {
    output: { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } },
    succeededFiles: written.succeededFiles,
  };
}

/** One that failed, as far as that is tolerated, stands among the outputs with all that is known of it. */
function collect(
  { results, place, bytesMax }: BringBackOptions,
  transformation: WriterRequest['transformation'],
): Json[] {
  const all: Json[] = [];
  let bytes = 0;
  for (const { execution } of results) {
    if (execution === undefined) continue;
    const own =
      execution.status === 'SUCCEEDED'
        ? toResults(place, execution, transformation)
        : [toRecord(place, execution)];
    all.push(...own);
    bytes += JSON.stringify(own).length;
    // More than the state may hold: it fails, whatever else there is.
    if (bytes > bytesMax) break;
  }
  return all;
}

function sortOut(
  { results, place, document }: BringBackOptions,
  { transformation }: WriterRequest,
): { succeeded: Json[]; failed: Json[]; pending: Json[] } {
  const sorted = {
    succeeded: [] as Json[],
    failed: [] as Json[],
    pending: [] as Json[],
  };
  for (const { item, execution } of results) {
    if (execution === undefined) sorted.pending.push(toPendingRecord(item));
    else if (execution.status !== 'SUCCEEDED') sorted.failed.push(toRecord(place, execution));
    // What succeeded before a redrive lies in a file already.
    else if (execution.mapRun?.redrive === document.redriveCount) {
      sorted.succeeded.push(...toResults(place, execution, transformation));
    }
  }
  return sorted;
}

function put(
  { call, principal, place }: BringBackOptions,
  input: { readonly Bucket: string; readonly Key: string; readonly Body: string },
): Promise<unknown> {
  return call({
    service: 's3',
    operation: 'PutObject',
    input: { ...input, Body: Buffer.from(input.Body), ContentType: 'binary/octet-stream' },
    principal,
    region: place.region,
  });
}
