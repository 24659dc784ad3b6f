// What a tested Map would hand to its iterations, and whether more of them failed than it tolerates.
import type { MapState } from '../definition.ts';
import type { Json } from '../json.ts';
import type { Thread } from '../position.ts';
import { StatesError } from '../states-error.ts';
import { evaluateField } from '../template.ts';
import type { Turn } from '../turn.ts';
import type { Inspection } from './inspection.ts';
import { TestRefusedError } from './test-refused.ts';
import type { StateTest } from './test-state.ts';

/** @throws StatesError States.ExceedToleratedFailureThreshold, TestRefusedError where more failed than there are */
export async function inspectMap(
  turn: Turn,
  thread: Thread,
  state: MapState,
  { failedIterations = 0 }: Pick<StateTest, 'failedIterations'>,
  seen: Inspection,
): Promise<void> {
  const { phase } = thread;
  const items = phase.kind === 'joining' ? (phase.items ?? []) : [];
  if (state.ItemSelector !== undefined) seen.afterItemSelector = JSON.stringify(items);
  const evaluate = (value: Json, field: string): Promise<number> =>
    evaluateField(turn.expressions, { value, field, type: 'integer' }, turn.visit(thread).scope());
  const {
    MaxConcurrency: concurrency,
    ToleratedFailureCount: count,
    ToleratedFailurePercentage: percentage,
  } = state;
  if (concurrency !== undefined) {
    seen.maxConcurrency = await evaluate(concurrency, 'MaxConcurrency');
  }
  if (count !== undefined) {
    seen.toleratedFailureCount = await evaluate(count, 'ToleratedFailureCount');
  }
  if (percentage !== undefined) {
    seen.toleratedFailurePercentage = await evaluate(percentage, 'ToleratedFailurePercentage');
  }
  if (failedIterations > items.length) {
    throw new TestRefusedError(
      `The mapIterationFailureCount ${String(failedIterations)} exceeds the number of items ${String(items.length)}.`,
    );
  }
  if (isTolerated(failedIterations, items.length, seen)) return;
  throw new StatesError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

/** The first of the two thresholds that is passed counts; without either no failure is tolerated. */
function isTolerated(
  failed: number,
  total: number,
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage }: Inspection,
): boolean {
  if (count === undefined && percentage === undefined) return failed === 0;
  if (count !== undefined && failed > count) return false;
  return percentage === undefined || failed * 100 <= percentage * total;
}
