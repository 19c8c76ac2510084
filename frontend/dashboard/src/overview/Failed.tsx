/** The failure of a part of the overview, unless it is one of the whole page, which has a banner. */

import { isOfWholePage, useHealth } from "../api/health";
import type { Reading } from "../api/useRead";
import { FailureNote } from "../ui/FailureNote";

export function Failed({ reading }: { reading: Pick<Reading<unknown>, "failure" | "again"> }) {
  const health = useHealth();
  const { failure, again } = reading;
  if (!failure || isOfWholePage(failure, health)) return null;
  return <FailureNote failure={failure} onRetry={again} />;
}
