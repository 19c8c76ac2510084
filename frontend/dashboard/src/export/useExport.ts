/** An export from its start to its file. */

import { useCallback, useEffect, useRef, useState } from "react";
import { type Client, useClient } from "urql";
import { readOnce } from "../api/readOnce";
import type { Failure } from "../api/errors";
import { ExportPageDocument, type ImageOrder } from "../api/generated/graphql";
import { type Field, propertiesOf } from "./fields";
import { fileName, type Format, header, lines } from "./formats";
import { openSink, type Sink } from "./sink";
import { Interrupted, type PageAnswer, type Place, type ReadPage, type Wait, walk } from "./walk";

export type Job = {
  format: Format;
  fields: readonly Field[];
  orderBy: ImageOrder[];
  pageSize: number;
  place: Place;
};

export type Progress =
  | { state: "idle" }
  | { state: "running" | "done"; count: number }
  /** Pages failed again and again, or the file could not be written. */
  | { state: "interrupted"; count: number; failure: Failure };

/** `head` stands before all rows and is not yet written. */
type Run = { job: Job; sink: Sink; seen: Set<string>; head: string };

export type Export = {
  progress: Progress;
  start: (job: Job) => Promise<void>;
  /** Goes on where it was interrupted. */
  resume: () => Promise<void>;
  /** Ends the file with what has come. */
  keep: () => Promise<void>;
  /** Stops, and leaves no file. */
  cancel: () => void;
};

export function useExport(): Export {
  const client = useClient();
  const [progress, setProgress] = useState<Progress>({ state: "idle" });
  const run = useRef<Run | null>(null);
  const controller = useRef(new AbortController());

  const proceed = useCallback(async () => {
    const { job, sink, seen, head } = run.current!;
    const { signal } = (controller.current = new AbortController());
    const names = propertiesOf(job.fields);
    setProgress({ state: "running", count: seen.size });
    try {
      if (head) await sink.write(head);
      for await (const rows of walk(job.place, seen, { ...job, names, read: reader(client), wait, signal })) {
        await sink.write(lines(job.format, job.fields, rows));
        if (!signal.aborted) setProgress({ state: "running", count: seen.size });
      }
      signal.throwIfAborted();
      await sink.close();
      run.current = null;
      setProgress({ state: "done", count: seen.size });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Interrupted) run.current = { job: { ...job, place: error.place }, sink, seen, head: "" };
      setProgress({ state: "interrupted", count: seen.size, failure: failureFrom(error) });
    }
  }, [client]);

  const start = useCallback(
    async (job: Job) => {
      const sink = await openSink(fileName(job.format, new Date()), job.format);
      if (!sink) return;
      run.current = { job, sink, seen: new Set(), head: header(job.format, job.fields) };
      await proceed();
    },
    [proceed],
  );

  const keep = useCallback(async () => {
    const kept = run.current;
    run.current = null;
    await kept?.sink.close();
    setProgress({ state: "idle" });
  }, []);

  const cancel = useCallback(() => {
    controller.current.abort();
    // A file that cannot be removed any more is the operating system's business.
    run.current?.sink.abort().catch(() => undefined);
    run.current = null;
    setProgress({ state: "idle" });
  }, []);

  useEffect(() => () => controller.current.abort(), []);
  return { progress, start, resume: proceed, keep, cancel };
}

/** A failure of the walk, or of the file: a full disk, for example. */
function failureFrom(error: unknown): Failure {
  if (error instanceof Interrupted) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "FILE", message, path: null, requestId: null, isTransient: false };
}

function reader(client: Client): ReadPage {
  return (request, signal) =>
    new Promise<PageAnswer>((resolve, reject) => {
      const unsubscribe = readOnce(client, ExportPageDocument, request, ({ data, failure }) => {
        signal.removeEventListener("abort", stop);
        if (failure) return resolve({ page: null, failure });
        const { nodes, pageInfo } = data.imagesConnection;
        resolve({ page: { rows: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null }, failure: null });
      });
      function stop() {
        unsubscribe();
        reject(signal.reason);
      }
      signal.addEventListener("abort", stop);
    });
}

const wait: Wait = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
