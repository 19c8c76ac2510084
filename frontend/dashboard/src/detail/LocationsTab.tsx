/** Where the data of an image is stored: for administrators. */

import { DetailLocationsDocument } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { formatEnum } from "../ui/formats";
import { CopyButton } from "./CopyButton";
import { Loaded } from "./Loaded";

export function LocationsTab({ id }: { id: string }) {
  const reading = useRead(DetailLocationsDocument, { id });
  return (
    <Loaded reading={reading}>
      {({ image }) =>
        image?.locations?.length ? (
          <ol className="locations">
            {image.locations.map((location, index) => (
              <li key={index}>
                <code>{location.url}</code> <CopyButton what="location" text={location.url} />
                <p className="none">
                  {formatEnum(location.status)}
                  {Object.entries(location.metadata).map(([key, value]) => (
                    <span key={key}>
                      {" · "}
                      {key}: {typeof value === "string" ? value : JSON.stringify(value)}
                    </span>
                  ))}
                </p>
              </li>
            ))}
          </ol>
        ) : (
          <p className="none">No location is recorded.</p>
        )
      }
    </Loaded>
  );
}
