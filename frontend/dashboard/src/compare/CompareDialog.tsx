/** Two to four images side by side. */

export function CompareDialog() {
  return null;
}
