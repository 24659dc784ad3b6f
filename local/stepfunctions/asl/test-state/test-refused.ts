// What is asked does not fit what the state turned out to have.

export class TestRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TestRefusedError';
  }
}
