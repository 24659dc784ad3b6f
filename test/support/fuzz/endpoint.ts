// An endpoint that is watched while it is called: what it stores, logs and answers.
import { createManualClock, type ManualClock, nextTurn } from '../../../local/clock.ts';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import type { LogLine } from '../../../local/log.ts';
import { createSeededRandom } from '../../../local/random.ts';
import type { Call } from '../../../local/service.ts';
import { createStore, type Store } from '../../../local/store.ts';
import type { WireRequest, WireResponse } from '../../../local/wire/message.ts';

export interface WatchedEndpoint {
  readonly clock: ManualClock;
  readonly call: Call;
  readonly log: readonly LogLine[];
  /** Waits for the answer; where the call waits for time, time goes by. */
  send(request: WireRequest): Promise<WireResponse>;
  /** Everything that is stored, as text. */
  snapshot(): string;
  close(): Promise<void>;
}

const START = Date.UTC(2026, 0, 15, 9, 30);

export async function startWatched(seed: string): Promise<WatchedEndpoint> {
  const clock = createManualClock(START);
  const log: LogLine[] = [];
  const store = createStore();
  const names = new Set<string>();
  const cloud = createCloud({
    clock,
    random: createSeededRandom(seed),
    store: watchNames(store, names),
    log: (line) => {
      log.push(line);
    },
    lambdaRuntime: {
      invoke: () => Promise.resolve({ kind: 'returned', payload: 'null' }),
      stop: () => Promise.resolve(),
    },
  });
  await cloud.start();
  return {
    clock,
    log,
    call: cloud.call,
    send: (request) => send(cloud, clock, request),
    snapshot: () =>
      JSON.stringify([...names].sort().map((name) => [name, store.collection(name).list()])),
    close: async () => {
      await cloud.stop();
      store.close();
    },
  };
}

function watchNames(store: Store, names: Set<string>): Store {
  return {
    ...store,
    collection: (name, form) => {
      names.add(name);
      return store.collection(name, form);
    },
  };
}

const TURNS_MAX = 2000;

async function send(cloud: Cloud, clock: ManualClock, request: WireRequest): Promise<WireResponse> {
  let answer: WireResponse | undefined;
  const sent = cloud.handle(request).then((response) => {
    answer = response;
  });
  for (let turn = 0; turn < TURNS_MAX && answer === undefined; turn += 1) await nextTurn();
  for (let wait = 0; wait < 200 && answer === undefined; wait += 1) await clock.advance(10_000);
  await sent;
  if (answer === undefined) throw new Error('No answer.');
  return answer;
}
