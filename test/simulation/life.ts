// The life of one Lambda invocation in the simulation: it may be killed, or its answer may get lost while it runs on.
import type { ManualClock } from '../../local/clock.ts';

/** What a call never comes back from, once its process is dead. */
const never = new Promise<never>(() => {});

export interface Life {
  readonly functionName: string;
  readonly executionArn: string;
  isAlive(): boolean;
  /** It runs on, and nobody waits for it any more: only its own timeout ends it. */
  isUnheard(): boolean;
  kill(): void;
  loseAnswer(): void;
  /** Resolves when the invocation is over for whoever waits for it, though its code may run on. */
  readonly ending: Promise<'killed' | 'answer lost'>;
}

export function createLife(functionName: string, executionArn: string): Life {
  let alive = true;
  let unheard = false;
  let end: (how: 'killed' | 'answer lost') => void;
  const ending = new Promise<'killed' | 'answer lost'>((resolve) => {
    end = resolve;
  });
  return {
    functionName,
    executionArn,
    ending,
    isAlive: () => alive,
    isUnheard: () => unheard,
    kill: () => {
      alive = false;
      end('killed');
    },
    loseAnswer: () => {
      unheard = true;
      end('answer lost');
    },
  };
}

/** What a person may do to a secret while it is rotated: person.ts does it. */
export type Deed = 'put' | 'roll back' | 'stop';

/** What goes wrong at one call boundary. Numbers are milliseconds. */
export type Fault =
  | { readonly kind: 'fails before' | 'fails after' | 'killed before' | 'killed after' }
  /** The call takes that long; an abort ends it. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The machine hears nothing more of the invocation, which goes on after that time. */
  | { readonly kind: 'runs on'; readonly ms: number }
  /** A read answers what was true that long ago. */
  | { readonly kind: 'stale'; readonly ms: number }
  /** From here on the service answers nobody, for that time. */
  | { readonly kind: 'outage'; readonly ms: number }
  /** A person comes between. */
  | { readonly kind: 'person'; readonly does: Deed };

export interface Boundary {
  readonly life: Life;
  readonly signal: AbortSignal;
  /** What the code that called sees when the call fails. */
  readonly toError: () => Error;
  readonly person: (does: Deed) => Promise<void>;
  readonly outage: (ms: number) => void;
  readonly clock: ManualClock;
}

/** Carries one call over the boundary, with the fault that waits there. */
export async function cross<Result>(
  { life, signal, toError, person, outage, clock }: Boundary,
  fault: Fault | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const orNever = async <T>(result: Promise<T>): Promise<T> => {
    const value = await result;
    return life.isAlive() ? value : await never;
  };
  if (!life.isAlive()) return await never;
  switch (fault?.kind) {
    case 'fails before':
      throw toError();
    case 'fails after':
      await orNever(work());
      throw toError();
    case 'killed before':
      life.kill();
      return await never;
    case 'killed after':
      await work();
      life.kill();
      return await never;
    case 'slow':
      await orNever(clock.sleep(fault.ms, signal));
      break;
    case 'runs on':
      life.loseAnswer();
      await orNever(clock.sleep(fault.ms, signal));
      break;
    case 'person':
      await person(fault.does);
      break;
    case 'outage':
      outage(fault.ms);
      break;
    case 'stale':
    case undefined:
  }
  return await orNever(work());
}
