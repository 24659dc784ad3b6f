// What a state wants to happen. It computes that and touches nothing: the stepper applies it.
import type { Results } from './definition.ts';
import type { MapRunRequest } from './distributed-map/map-run-request.ts';
import type { Json } from './json.ts';
import type { StatesError } from './states-error.ts';

export type Effect =
  /** The state is done; its output by default is `result`. */
  | { readonly kind: 'done'; readonly result: Json }
  /** A Choice is made: what the matched rule says replaces what the state says. */
  | {
      readonly kind: 'chosen';
      readonly next: string;
      readonly results: Results;
      /** Where the results stand, such as `Choices[1]/`. */
      readonly place: string;
    }
  | { readonly kind: 'wait'; readonly until: number }
  | {
      readonly kind: 'task';
      readonly resource: string;
      readonly arguments: Json;
      readonly timeoutSeconds?: number;
      readonly heartbeatSeconds?: number;
      /** Where the Task ends when somebody sends this back. */
      readonly token?: string;
      /** Who makes the call, where it is not the machine's role. */
      readonly roleArn?: string;
    }
  | { readonly kind: 'branches'; readonly input: Json }
  | { readonly kind: 'items'; readonly items: readonly Json[]; readonly concurrencyMax: number }
  | { readonly kind: 'mapRun'; readonly request: MapRunRequest }
  | { readonly kind: 'fail'; readonly error: StatesError };
