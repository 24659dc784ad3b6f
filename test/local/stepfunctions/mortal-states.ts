// Step Functions alone, over a folder that outlives it: its process dies after so many transactions, and is started again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import type { Service } from '../../../local/service.ts';
import { createStepFunctions } from '../../../local/stepfunctions/service.ts';
import { createStore, type DocumentForm, type Store } from '../../../local/store.ts';
import { type Answer, createLoneEnvironment, run } from '../../support/lone-environment.ts';

export interface MortalStates {
  readonly clock: ManualClock;
  readonly run: <Output>(operation: string, input: object) => Promise<Output>;
  readonly advance: (ms: number) => Promise<void>;
  /** Nothing more is stored after so many transactions from now: the process has died. */
  readonly dieAfter: (transactions: number) => void;
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param answer to the calls that it makes to others */
export async function startMortalStates(answer: Answer): Promise<MortalStates> {
  const folder = mkdtempSync(join(tmpdir(), 'states-'));
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const life: Life = { transactionsLeft: Number.POSITIVE_INFINITY, isInTransaction: false };
  let store = createStore(folder);
  let service: Service;
  const begin = async (): Promise<void> => {
    const mortal = toMortal(store, life);
    service = createStepFunctions(createLoneEnvironment({ clock, store: mortal, answer }));
    await service.start?.();
  };
  const end = async (): Promise<void> => {
    await service.stop?.();
    store.close();
  };
  await begin();
  return {
    clock,
    run: (operation, input) => run(service, operation, input),
    advance: (ms) => clock.advance(ms),
    dieAfter: (transactions) => {
      life.transactionsLeft = transactions;
    },
    restart: async () => {
      await end();
      life.transactionsLeft = Number.POSITIVE_INFINITY;
      store = createStore(folder);
      await begin();
    },
    close: async () => {
      await end();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Life {
  transactionsLeft: number;
  isInTransaction: boolean;
}

function toMortal(store: Store, life: Life): Store {
  const checkAlive = (): void => {
    if (life.transactionsLeft <= 0) throw new Error('dead');
  };
  return {
    ...store,
    transaction: (work) => {
      if (life.isInTransaction) return store.transaction(work);
      checkAlive();
      life.isInTransaction = true;
      try {
        return store.transaction(work);
      } finally {
        life.isInTransaction = false;
        life.transactionsLeft -= 1;
      }
    },
    collection: <Document>(name: string, form?: DocumentForm<Document>) => {
      const collection = store.collection(name, form);
      return {
        ...collection,
        put: (key: string, document: Document) => {
          checkAlive();
          collection.put(key, document);
        },
      };
    },
  };
}

export async function readHistory(
  states: MortalStates,
  executionArn: string,
): Promise<HistoryEvent[]> {
  const { events } = await states.run<{ events: HistoryEvent[] }>('GetExecutionHistory', {
    executionArn,
    maxResults: 1000,
  });
  return events;
}
