/** An instant as its age, with the exact one on hover. */

import { formatAge, formatInstant } from "./formats";

export function Time({ instant }: { instant: string }) {
  return (
    <time dateTime={instant} title={formatInstant(instant)}>
      {formatAge(instant, new Date())}
    </time>
  );
}
