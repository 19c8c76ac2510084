/** The table of images. */

import { useAddress } from "../address/useAddress";
import type { ImagesPageQuery } from "../api/generated/graphql";
import type { Reading } from "../api/useRead";
import { columnsOf } from "./columns";

export function ImageTable({ page }: { page: Reading<ImagesPageQuery> }) {
  const { view } = useAddress();
  const columns = columnsOf(view.columns);
  return (
    <table className="image-table" aria-busy={page.isLoading}>
      <caption className="visually-hidden">Images</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={column.isNumeric ? "numeric" : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.data?.imagesConnection.edges.map(({ node }) => (
          <tr key={node.id}>
            {columns.map((column) => (
              <td key={column.key} className={column.isNumeric ? "numeric" : undefined}>
                {column.cell(node)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
