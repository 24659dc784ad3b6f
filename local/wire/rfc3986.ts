// Percent encoding of everything but unreserved characters, in upper case hex: `encodeURIComponent` leaves five too many.

export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
