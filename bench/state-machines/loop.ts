// A machine that counts in a loop of Pass and Choice: two transitions and two expressions for each number.
export interface Loop {
  readonly definition: object;
  /** States that are entered from start to end. */
  readonly transitions: number;
}

/** @param count at most some 6,000, for a history ends at 25,000 events */
export function createLoop(count: number): Loop {
  return {
    transitions: 2 * count + 2,
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'Begin',
      States: {
        Begin: { Type: 'Pass', Assign: { number: 0 }, Next: 'Count' },
        Count: { Type: 'Pass', Assign: { number: '{% $number + 1 %}' }, Next: 'Again' },
        Again: {
          Type: 'Choice',
          Choices: [{ Condition: `{% $number < ${String(count)} %}`, Next: 'Count' }],
          Default: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    },
  };
}

/** `count` Pass states in a row. */
export function createRow(count: number): object {
  const states = Array.from({ length: count }, (_, index) => [
    `P${String(index)}`,
    { Type: 'Pass', ...(index + 1 < count ? { Next: `P${String(index + 1)}` } : { End: true }) },
  ]);
  return { QueryLanguage: 'JSONata', StartAt: 'P0', States: Object.fromEntries(states) as object };
}
