/** What can be done with the selected images. */

export function BulkBar() {
  return null;
}
