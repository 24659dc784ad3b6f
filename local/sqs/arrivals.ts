// Who waits for a message of which queue, so that a long poll ends the moment one arrives.

export interface Arrivals {
  /** Something in this queue has become visible, or may soon. */
  announce(queueKey: string): void;
  /** Aborts at the next announcement. Release it when done. */
  subscribe(queueKey: string): { readonly signal: AbortSignal; release(): void };
}

export function createArrivals(): Arrivals {
  const waiting = new Map<string, Set<AbortController>>();
  return {
    announce: (queueKey) => {
      for (const controller of waiting.get(queueKey) ?? []) controller.abort();
    },
    subscribe: (queueKey) => {
      const controller = new AbortController();
      const controllers = waiting.get(queueKey) ?? new Set();
      waiting.set(queueKey, controllers.add(controller));
      return {
        signal: controller.signal,
        release: () => {
          controllers.delete(controller);
          if (controllers.size === 0) waiting.delete(queueKey);
        },
      };
    },
  };
}
