// Timestamps as the States Language takes them: RFC 3339 with an upper-case T, and Z or an offset.

const PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch, or undefined where the text is no such time. */
export function findTime(text: string): number | undefined {
  if (!PATTERN.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
