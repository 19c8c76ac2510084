/** Follows the changes of images. */

export function Live() {
  return null;
}
