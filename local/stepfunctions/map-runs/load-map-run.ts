// A map run by its ARN.
import type { CallContext } from '../../service.ts';
import { resourceNotFound } from '../errors.ts';
import { isExpired } from '../executions/retention.ts';
import { parseMapRunArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import type { MapRunDocument } from './map-run-document.ts';

export interface FoundMapRun {
  readonly key: string;
  readonly document: MapRunDocument;
}

/** @throws ServiceError InvalidArn, ResourceNotFound */
export function loadMapRun(
  { store, environment }: Pick<Parts, 'store' | 'environment'>,
  arn: string,
  context: CallContext,
): FoundMapRun {
  const key = `${context.region}/${parseMapRunArn(arn, context)}`;
  const document = store.mapRuns.get(key);
  if (document === undefined || isExpired(document, environment.clock.now())) {
    throw resourceNotFound(arn);
  }
  return { key, document };
}
