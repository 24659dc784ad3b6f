// What the engine and the actions ask of map runs. Apart from the work itself, which needs the engine in its turn.
import type { StepResult } from '../asl/turn.ts';
import type { Live } from '../engine/live-executions.ts';
import type { MapRunBounds, MapRunCounts } from './map-run-document.ts';

export interface MapRuns {
  /** In the transaction that stores a step: of map runs that it begins, goes on with, or lets go of. */
  note(live: Live, result: StepResult): void;
  /** After it. @param hasEnded the execution has */
  tellStored(key: string, hasEnded: boolean): void;
  /** An execution needs no memory any more: another may begin. */
  noticeRoom(): void;
  /** While it runs; undefined before its items are known, and once it has ended. */
  counts(key: string): MapRunCounts | undefined;
  update(key: string, bounds: Partial<MapRunBounds>): void;
  /** Takes up what ran when the endpoint stopped. */
  start(): void;
  stop(): Promise<void>;
}
