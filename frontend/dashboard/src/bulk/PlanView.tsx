/** What an action will do to each image, and which it skips. */

import { memo } from "react";
import { nameOf, plural } from "../editing/naming";
import { formatCount } from "../ui/formats";
import { countReasons, type Plan, REASONS } from "./plan";

/** More would only be scrolled past; the numbers say the rest. */
const MOST = 100;

export const PlanView = memo(function PlanView({ plan }: { plan: Plan }) {
  const { planned, skipped } = plan;
  return (
    <div className="plan">
      <h3>{planned.length === 0 ? "Changes nothing" : `Changes ${plural(planned.length, "image")}`}</h3>
      {planned.length > 0 && (
        <ul className="plan-changes edit-preview" tabIndex={0} aria-label="Changes of each image">
          {planned.slice(0, MOST).map(({ image, lines }) => (
            <li key={image.id}>
              <bdi className="plan-name" title={image.name ?? image.id}>
                {image.name ?? image.id}
              </bdi>
              <span className="plan-lines">
                {lines.map(({ key, sign, text }) => {
                  const Mark = sign === "+" ? "ins" : "del";
                  return (
                    <Mark key={`${sign}${key}`} title={text}>
                      {sign} <bdi>{text}</bdi>
                    </Mark>
                  );
                })}
              </span>
            </li>
          ))}
          {planned.length > MOST && <li className="edit-hint">and {plural(planned.length - MOST, "more image")}</li>}
        </ul>
      )}
      {skipped.length > 0 && (
        <>
          <h3>Skips {plural(skipped.length, "image")}</h3>
          {countReasons(skipped).map(([reason, each]) => (
            <details key={reason} className="plan-skipped">
              <summary>
                {formatCount(each.length)} {REASONS[reason]}
              </summary>
              <p>
                {each.slice(0, MOST).map(nameOf).join(", ")}
                {each.length > MOST && ` and ${formatCount(each.length - MOST)} more`}
              </p>
            </details>
          ))}
        </>
      )}
    </div>
  );
});
