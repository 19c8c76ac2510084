/** The custom properties of an image: each value leads to the images that share it. */

import { useMemo, useState } from "react";
import { DetailPropertiesDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { formatCount } from "../ui/formats";
import { CopyButton } from "./CopyButton";
import { Loaded } from "./Loaded";
import { LongText } from "./LongText";
import { FilterLink } from "./ViewLink";
import { matching, type Property } from "./properties";

/** So many are found without a filter. */
const FEW = 12;
/** A longer value makes no useful filter, and no useful address. */
const LONGEST_FILTER = 255;

export function PropertiesTab({ id }: { id: string }) {
  const reading = useRead(DetailPropertiesDocument, { id });
  return <Loaded reading={reading}>{({ image }) => image && <Properties all={image.properties} />}</Loaded>;
}

function Properties({ all }: { all: readonly Property[] }) {
  const [text, setText] = useState("");
  const shown = useMemo(() => matching(all, text), [all, text]);
  if (all.length === 0) return <p className="none">This image has no properties.</p>;
  return (
    <>
      {all.length > FEW && (
        <div className="properties-filter">
          <input
            type="search"
            className="input"
            aria-label="Filter properties"
            placeholder="Filter properties"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <span role="status">
            {shown.length === all.length
              ? `${formatCount(all.length)} properties`
              : `${formatCount(shown.length)} of ${formatCount(all.length)} properties`}
          </span>
        </div>
      )}
      <dl className="fields properties">
        {shown.map(({ name, value }) => (
          <div key={name}>
            <dt title={name}>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <Value name={name} value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Value({ name, value }: Property) {
  if (value === null) return <span className="none">–</span>;
  return (
    <>
      {value.length > LONGEST_FILTER ? (
        <LongText text={value} />
      ) : (
        <FilterLink filters={{ properties: [{ name, values: [value], isNot: false }] }}>
          <bdi>{value === "" ? "(empty)" : value}</bdi>
        </FilterLink>
      )}{" "}
      <CopyButton what={`value of ${name}`} text={value} />
    </>
  );
}
