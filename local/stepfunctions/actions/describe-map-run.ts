// DescribeMapRun
import type { DescribeMapRunInput, DescribeMapRunOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadMapRun } from '../map-runs/load-map-run.ts';
import { noCounts, toMapRun } from '../map-runs/map-run-view.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

export function createDescribeMapRun(
  parts: Parts,
): Action<DescribeMapRunInput, DescribeMapRunOutput> {
  const { mapRuns, store } = parts;
  return {
    permissions: ({ mapRunArn = '*' }) => permitOn('DescribeMapRun', mapRunArn),
    run: ({ mapRunArn = '' }, context) => {
      const { key, document } = loadMapRun(parts, mapRunArn, context);
      const counts = mapRuns.counts(key) ?? document.counts ?? noCounts(document.planned);
      return toMapRun(context, { key, document, counts }, store);
    },
  };
}
