// Tags of resources, which services write as lists of Key and Value, as lists of key and value, or as objects.

/** As the stores keep them. */
export type Tags = Readonly<Record<string, string>>;

/** As requests give them. */
export type GivenTags =
  | Tags
  | readonly {
      readonly Key?: string | undefined;
      readonly Value?: string | undefined;
      readonly key?: string | undefined;
      readonly value?: string | undefined;
    }[];

export function toTags(given: GivenTags = {}): Tags {
  if (!isList(given)) return given;
  return Object.fromEntries(
    given.map(({ Key, Value, key, value }) => [Key ?? key ?? '', Value ?? value ?? '']),
  );
}

/** Keys that are not there do not matter. */
export function withoutTags(tags: Tags, keys: readonly string[] = []): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

function isList(given: GivenTags): given is Exclude<GivenTags, Tags> {
  return Array.isArray(given);
}
