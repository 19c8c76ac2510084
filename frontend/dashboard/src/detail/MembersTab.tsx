/** The projects that an image is shared with, as far as the caller sees them. */

import { DetailMembersDocument, type DetailMembersQuery } from "../api/generated/graphql";
import { useRead } from "../api/useRead";
import { formatEnum } from "../ui/formats";
import { Time } from "../ui/Time";
import { Loaded } from "./Loaded";

export function MembersTab({ id }: { id: string }) {
  const reading = useRead(DetailMembersDocument, { id });
  return <Loaded reading={reading}>{({ image }) => image && <Members {...image} />}</Loaded>;
}

function Members({ visibility, members }: NonNullable<DetailMembersQuery["image"]>) {
  if (members.length === 0) {
    return (
      <p className="none">
        {visibility === "SHARED"
          ? "This image is shared with no project that you may see."
          : `Only shared images have members; this one is ${visibility.toLowerCase()}.`}
      </p>
    );
  }
  return (
    <div className="scroll-box">
      <table className="plain-table">
        <caption className="visually-hidden">Projects that this image is shared with</caption>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col">Answer</th>
            <th scope="col">May share</th>
            <th scope="col">Invited</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.member}>
              <th scope="row" title={member.member}>
                <bdi className="clamped">{member.member}</bdi>
              </th>
              <td>
                <span className={`answer answer-${member.status.toLowerCase()}`}>{formatEnum(member.status)}</span>
              </td>
              <td>{member.canShare ? "Yes" : "No"}</td>
              <td>
                <Time instant={member.createdAt} />
              </td>
              <td>
                <Time instant={member.updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
