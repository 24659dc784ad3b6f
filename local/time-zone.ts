// IANA time zones by Intl: from the reading of a wall clock to the instant, and back.

export interface TimeZone {
  /** What a wall clock shows at `instant`, as if the wall were in UTC. */
  toWallTime(instant: number): number;
  /** The first instant at which the wall shows this; undefined where the clocks jump over it. */
  findInstant(wallTime: number): number | undefined;
}

const DAY_MS = 86_400_000;

/** The zone of that name, or undefined where there is none. */
export function findTimeZone(name: string): TimeZone | undefined {
  if (name === 'UTC') return { toWallTime: (instant) => instant, findInstant: (wall) => wall };
  if (!/^[A-Za-z]/.test(name)) return undefined; // Intl also takes +01:00, AWS only names
  const format = findFormat(name);
  if (format === undefined) return undefined;

  const offsetAt = (instant: number): number => readWallTime(format, instant) - instant;
  return {
    toWallTime: (instant) => instant + offsetAt(instant),
    findInstant: (wallTime) => {
      const offsets = [offsetAt(wallTime - DAY_MS), offsetAt(wallTime + DAY_MS)];
      const instants = offsets
        .map((offset) => wallTime - offset)
        .filter((instant) => instant + offsetAt(instant) === wallTime);
      return instants.length === 0 ? undefined : Math.min(...instants);
    },
  };
}

function findFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

function readWallTime(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const milliseconds = ((instant % 1000) + 1000) % 1000;
  return (
    Date.UTC(
      read('year'),
      read('month') - 1,
      read('day'),
      read('hour'),
      read('minute'),
      read('second'),
    ) + milliseconds
  );
}
