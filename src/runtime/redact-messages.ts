// An answer that tells of errors, with their texts as if they had been thrown: every value that the invocation has seen is taken out.
// Names, ids and labels stay as they are, for a value may look like one of them.
export function redactMessages<Answer>(answer: Answer, redact: (text: string) => string): Answer {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    key === 'message' && typeof value === 'string' ? redact(value) : value,
  ) as Answer;
}
