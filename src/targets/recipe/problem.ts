// What is wrong with a recipe, and in which part of it.
export type Path = readonly PropertyKey[];

export interface Problem {
  readonly path: Path;
  readonly message: string;
}
