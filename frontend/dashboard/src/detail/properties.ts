/** The properties that have a text in their name or value, in either case. */

export type Property = { name: string; value: string | null };

export function matching(properties: readonly Property[], text: string): readonly Property[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return properties;
  return properties.filter(({ name, value }) =>
    [name, value].some((each) => each !== null && each.toLowerCase().includes(wanted)),
  );
}
