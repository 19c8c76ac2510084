/** The catalogue at a glance. */

export function OverviewSection() {
  return null;
}
