// What is wrong with a definition, as ValidateStateMachineDefinition tells it.

export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** A path such as `/States/A/Next`; left out where the definition as a whole is meant. */
  readonly location?: string;
}

type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** Takes what is wrong, one by one. */
export type Report = (code: DiagnosticCode, message: string, location?: string) => void;

/** What InvalidDefinition says: all diagnostics in one sentence. */
export function toMessage(diagnostics: readonly Diagnostic[]): string {
  const parts = diagnostics.map(({ code, message, location }) =>
    location === undefined ? `${code}: ${message}` : `${code}: ${message} at ${location}`,
  );
  return `Invalid State Machine Definition: '${parts.join(', ')}'`;
}
