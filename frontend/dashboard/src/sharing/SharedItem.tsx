/** A shared image: which, by whom, since when, and what can be answered. */

import { useState } from "react";
import { useAddress } from "../address/useAddress";
import type { ImageMemberStatus, SharedImagesQuery } from "../api/generated/graphql";
import { ViewLink } from "../detail/ViewLink";
import { useCanWrite } from "../states/useCanWrite";
import { formatBytes, formatEnum, formatSize } from "../ui/formats";
import { Time } from "../ui/Time";

export type SharedImage = SharedImagesQuery["imagesConnection"]["nodes"][number];

export type Answer = "ACCEPTED" | "REJECTED";

type Properties = {
  image: SharedImage;
  project: string;
  status: ImageMemberStatus;
  onAnswer: (image: SharedImage, answer: Answer) => Promise<void>;
};

export function SharedItem({ image, project, status, onAnswer }: Properties) {
  const { view } = useAddress();
  const { canWrite } = useCanWrite();
  const [isSending, setIsSending] = useState(false);
  const membership = image.members.find(({ member }) => member === project);
  const send = async (answer: Answer) => {
    setIsSending(true);
    await onAnswer(image, answer);
    setIsSending(false);
  };
  const name = image.name ?? "Image without a name";
  const button = (answer: Answer, label: string) => (
    <button
      type="button"
      className={answer === "ACCEPTED" ? "button button-primary" : "button"}
      disabled={isSending}
      aria-label={`${label} ${name}`}
      onClick={() => void send(answer)}
    >
      {label}
    </button>
  );
  return (
    <li data-current={view.image === image.id}>
      <div className="shared-what">
        <ViewLink change={{ image: image.id }} title={name} className="clamped">
          <bdi>{name}</bdi>
        </ViewLink>
        <p>
          <span>
            {image.owner === null ? "No owner" : <>Shared by <bdi title={image.owner}>{image.owner}</bdi></>}
            {membership && (
              <>
                {" "}
                <Time instant={membership.createdAt} />
              </>
            )}
          </span>
          {membership && status !== "PENDING" && (
            <span>
              {formatEnum(status)} <Time instant={membership.updatedAt} />
            </span>
          )}
          <span className={`status status-${image.status.toLowerCase()}`}>{formatEnum(image.status)}</span>
          {image.size !== null && <span title={formatBytes(image.size)}>{formatSize(image.size)}</span>}
          {membership?.canShare && <span>Your project may share it further</span>}
        </p>
      </div>
      {canWrite && (
        <div className="answers">
          {status !== "ACCEPTED" && button("ACCEPTED", "Accept")}
          {status !== "REJECTED" && button("REJECTED", "Reject")}
        </div>
      )}
    </li>
  );
}
