// ListImports: which stacks use an export (API reference).
import type { ListImportsInput, ListImportsOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import { validationError } from '../errors.ts';
import { toPage } from '../pages.ts';
import type { Parts } from '../parts.ts';

export function createListImports(parts: Parts): Action<ListImportsInput, ListImportsOutput> {
  return {
    permissions: () => [{ action: 'cloudformation:ListImports', resource: '*' }],
    run: (input, { region }) => {
      const name = input.ExportName ?? '';
      const importers = parts.engine.store.stacks
        .list({ prefix: `${region}/` })
        .map(({ document }) => document)
        .filter(({ status, imports }) => status !== 'DELETE_COMPLETE' && imports.includes(name));
      if (importers.length === 0) {
        throw validationError(`Export '${name}' is not imported by any stack.`);
      }
      const { items, NextToken } = toPage(importers, input.NextToken, 100);
      return { Imports: items.map(({ stackName }) => stackName), NextToken };
    },
  };
}
