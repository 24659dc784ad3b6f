// ListExports of the region, by name (API reference).
import type { ListExportsInput, ListExportsOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { listExports } from '../engine/made.ts';
import { toPage } from '../pages.ts';
import type { Parts } from '../parts.ts';

export function createListExports(parts: Parts): Action<ListExportsInput, ListExportsOutput> {
  return {
    permissions: () => [{ action: 'cloudformation:ListExports', resource: '*' }],
    run: (input, { region }) => {
      const exports = listExports(parts.engine, region);
      const { items, NextToken } = toPage(exports, input.NextToken, 100);
      return {
        Exports: items.map(({ name, value, stack }) => ({
          ExportingStackId: stack.stackId,
          Name: name,
          Value: value,
        })),
        NextToken,
      };
    },
  };
}
