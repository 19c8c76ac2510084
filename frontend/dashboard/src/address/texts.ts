/** How values are written in a query string, so that every value can be read back. */

/**
 * Percent-encodes what has a meaning of its own in the address: in a query string, in a list (`,`), in a range
 * (`..` of typed texts needs none), or behind a property's name (`!`, `?`). The rest stays readable.
 */
export function encodeText(text: string): string {
  return encodeURIComponent(toWellFormed(text))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%3A/g, ":")
    .replace(/%2F/g, "/")
    .replace(/%40/g, "@");
}

/** The text, or null if the address is damaged. */
export function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return null;
  }
}

/** An item of a list: null is empty, so an empty text and one that begins with `"` get a `"` in front. */
export function encodeItem(value: string | null): string {
  if (value === null) return "";
  return encodeText(value === "" || value.startsWith('"') ? `"${value}` : value);
}

/** The items of a list, or null if one is damaged. */
export function decodeItems(text: string): (string | null)[] | null {
  const items: (string | null)[] = [];
  for (const part of text.split(",")) {
    const item = decodeText(part);
    if (item === null) return null;
    items.push(item === "" ? null : item.startsWith('"') ? item.slice(1) : item);
  }
  return items;
}

/** Half of a surrogate pair cannot be written in an address, nor stored. */
function toWellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
