// A secret value cannot be printed by accident: every way of turning it into text gives `[redacted]`,
// save reveal(), which can be searched for.

export class SecretValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value itself. For the target and for Secrets Manager only: never for a log, an error or state data. */
  reveal(): string {
    return this.#text;
  }

  /** Compares all characters whatever they are, so that the time taken tells nothing of where two values differ. */
  equals(other: SecretValue): boolean {
    const mine = this.#text;
    const theirs = other.reveal(); // a target's file has its own copy of this class, whose #text is another
    let difference = mine.length ^ theirs.length;
    for (let index = 0; index < mine.length; index += 1) {
      difference |= mine.charCodeAt(index) ^ theirs.charCodeAt(index % Math.max(theirs.length, 1));
    }
    return difference === 0;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [Symbol.toPrimitive](): string {
    return '[redacted]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}
