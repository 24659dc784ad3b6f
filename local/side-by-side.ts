// Requests that come together go side by side: between two steps of its way each lets the others catch up. A step's machine code is in the
// processor's caches then for all but the first, where all the steps of one request after those of another would have thrown it out again.

/** Awaited between two steps: what has come as far goes on first. Nothing else of the event loop comes between. */
export const othersCatchUp: Promise<void> = Promise.resolve();
