// A map run that is worked on, and what its parts share.
import type { Principal } from '../../service.ts';
import type { Expressions } from '../asl/expression.ts';
import type { Engine } from '../engine/engine.ts';
import type { ChildParts, Children } from './children.ts';
import type { MapRunDocument } from './map-run-document.ts';
import type { Progress } from './progress.ts';

export interface ActiveRun {
  readonly key: string;
  isWorking: boolean;
  isAsked: boolean;
  /** It could begin more if others ended. */
  isHungry: boolean;
  work: Promise<void>;
  principal?: Principal;
  children?: Children;
  progress?: Progress;
}

export interface MapRunParts extends ChildParts {
  readonly expressions: Expressions;
}

export interface Surroundings {
  readonly parts: MapRunParts;
  /** Whose executions run, by the executions' keys. */
  readonly parents: Map<string, ActiveRun>;
  /** To look again. */
  readonly ask: (key: string) => void;
  /** It is over, and forgotten here. */
  readonly forget: (active: ActiveRun) => void;
  readonly tellEnded: (childKey: string) => void;
  readonly isStopped: () => boolean;
}

export function createActiveRun(key: string): ActiveRun {
  return { key, isWorking: false, isAsked: false, isHungry: false, work: Promise.resolve() };
}

/** The execution hears how its map run has ended; it may have gone by then. */
export function tellParent(engine: Engine, document: MapRunDocument): void {
  const { parentKey, threadId, attempt, result } = document;
  if (result !== undefined) engine.endMapRun(parentKey, { threadId, attempt, result });
}
