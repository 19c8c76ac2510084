/** What can be done with the image of the drawer: edit, share, delete, restore. */

import type { Row } from "../list/usePage";

export function DetailActions({ image }: { image: Pick<Row, "id"> }) {
  return image ? null : null;
}
