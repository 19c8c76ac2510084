/** The list with what stands around it: filters, facets, paging, and the image that is open. */

import { useEffect } from "react";
import { useAddress } from "../address/useAddress";
import { BulkBar } from "../bulk/BulkBar";
import { Detail } from "../detail/Detail";
import { Facets } from "../facets/Facets";
import { FilterBar } from "../filters/FilterBar";
import { Live } from "../live/Live";
import { formatCount } from "../ui/formats";
import { ImageTable } from "./ImageTable";
import { usePage } from "./usePage";

export function ImagesSection({ announce }: { announce: (text: string) => void }) {
  const { view } = useAddress();
  const { page, total } = usePage(view);
  const count = total.data?.count;
  useEffect(() => {
    if (count !== undefined) announce(count === 1 ? "1 image" : `${formatCount(count)} images`);
  }, [count, announce]);
  return (
    <div className="images">
      <Facets />
      <section className="list" aria-label="Images">
        <FilterBar />
        <Live />
        <BulkBar />
        <ImageTable page={page} />
      </section>
      {view.image !== null && <Detail id={view.image} />}
    </div>
  );
}
