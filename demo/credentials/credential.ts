// What the demo knows of each credential that it rotates: its secret and tags, how a consumer uses it, and what of it nobody else may see.

export type Fields = Readonly<Record<string, unknown>>;

export interface DemoCredential {
  /** Such as `API key of better-auth`. */
  readonly title: string;
  readonly secretId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The secret's first value. */
  readonly fields: Fields;
  /** The secret with the credential that may make credentials, where the target needs one. */
  readonly admin?: { readonly secretId: string; readonly fields: Fields };
  /** The fields, of both secrets, that must be nowhere else. */
  readonly secretFields: readonly string[];
  /** One call as a consumer makes it; rejects or answers false where it was not let in. */
  call(fields: Fields): Promise<boolean>;
}
