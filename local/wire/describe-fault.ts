// An exception that nobody meant, for the log: where it was thrown, and its message only where the language itself
// or the store made it. Messages of parsers and libraries may quote what they were given, and that may be secret.

const OWN_MESSAGE = new Set([
  ...['TypeError', 'ReferenceError', 'RangeError'],
  ...['StoreFull', 'StoreFailed', 'StoreDamaged'],
]);

export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return `fault: a ${typeof error} was thrown`;
  const text = OWN_MESSAGE.has(error.name) ? `${error.name}: ${error.message}` : error.name;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
  return [`fault: ${text}`, ...frames].join(' ');
}
