// Event source mappings: none, since CreateEventSourceMapping is refused here.
import type {
  ListEventSourceMappingsRequest,
  ListEventSourceMappingsResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, permitAnywhere } from '../lambda.ts';

export function listEventSourceMappings(
  _: Lambda,
): Action<ListEventSourceMappingsRequest, ListEventSourceMappingsResponse> {
  return {
    permissions: permitAnywhere('lambda:ListEventSourceMappings'),
    run: () => ({ EventSourceMappings: [] }),
  };
}
