// UpdateMapRun: how much of a running map run works at once, and how much of it may fail.
import type { UpdateMapRunInput, UpdateMapRunOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { invalidInput } from '../errors.ts';
import { loadMapRun } from '../map-runs/load-map-run.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

const constraints: Constraints = {
  maxConcurrency: { range: [0, 2 ** 31 - 1] },
  toleratedFailureCount: { range: [0, Number.MAX_SAFE_INTEGER] },
  toleratedFailurePercentage: { range: [0, 100] },
};

export function createUpdateMapRun(parts: Parts): Action<UpdateMapRunInput, UpdateMapRunOutput> {
  return {
    permissions: ({ mapRunArn = '*' }) => permitOn('UpdateMapRun', mapRunArn),
    run: (input, context) => {
      checkConstraints(constraints, input);
      const { mapRunArn = '', maxConcurrency, ...tolerated } = input;
      const { toleratedFailureCount, toleratedFailurePercentage } = tolerated;
      const { key, document } = loadMapRun(parts, mapRunArn, context);
      const changes = {
        ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
        ...(toleratedFailureCount === undefined ? {} : { toleratedFailureCount }),
        ...(toleratedFailurePercentage === undefined ? {} : { toleratedFailurePercentage }),
      };
      if (Object.keys(changes).length === 0) {
        throw invalidInput('At least one setting of the Map Run must be given');
      }
      if (document.status !== 'RUNNING') {
        throw invalidInput(`The Map Run is ${document.status} and cannot be updated`);
      }
      parts.mapRuns.update(key, changes);
      return {};
    },
  };
}
