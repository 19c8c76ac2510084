/** A failure beside what it concerns: sentence, code, request id, and a retry. */

import type { Failure } from "../api/errors";

export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  return (
    <div className="failure" role="alert">
      <p>{failure.message}</p>
      <p className="failure-code">
        <code>{failure.code}</code>
        {failure.requestId && (
          <>
            {" "}
            Request <code>{failure.requestId}</code>
          </>
        )}
      </p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
