// What all bodies together may take up that are held at one moment.

export interface BodyRoom {
  /** False where there is no room for that many bytes more; nothing is taken then. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createBodyRoom(bytesMax: number): BodyRoom {
  let held = 0;
  return {
    take: (bytes) => {
      if (held + bytes > bytesMax) return false;
      held += bytes;
      return true;
    },
    give: (bytes) => {
      held -= bytes;
    },
  };
}
