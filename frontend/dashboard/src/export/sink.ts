/** Where an export goes: into a file that somebody has chosen, or into memory and then among the downloads. */

import { type Format, TYPES } from "./formats";

export type Sink = {
  write: (text: string) => Promise<void>;
  /** Ends the file, which is then whole. */
  close: () => Promise<void>;
  /** Leaves no file. */
  abort: () => Promise<void>;
};

/** Part of the File System Access API, which TypeScript's library does not have. */
type Picker = (options: {
  suggestedName: string;
  types: { accept: Record<string, string[]> }[];
}) => Promise<FileSystemFileHandle>;

/**
 * A sink for a file of this name, or null if somebody has chosen none. Only a click may call it. The file is written
 * as it comes where the browser can do that; elsewhere it stays in memory until the end.
 */
export async function openSink(name: string, format: Format): Promise<Sink | null> {
  const pick = (window as unknown as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  if (!pick) return memorySink(name, format);
  try {
    const types = [{ accept: { [TYPES[format]]: [`.${format}`] } }];
    return await fileSink(await pick.call(window, { suggestedName: name, types }));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    // In a frame of another site, or by a policy, the browser has the function but refuses it.
    return memorySink(name, format);
  }
}

async function fileSink(handle: FileSystemFileHandle): Promise<Sink> {
  const stream = await handle.createWritable();
  return {
    write: (text) => stream.write(text),
    close: () => stream.close(),
    abort: () => stream.abort(),
  };
}

function memorySink(name: string, format: Format): Sink {
  let parts: Blob[] = [];
  return {
    // The browser may keep a blob on disk, but a string stays in memory.
    write: async (text) => {
      parts.push(new Blob([text]));
    },
    close: async () => {
      const url = URL.createObjectURL(new Blob(parts, { type: TYPES[format] }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      // The download has its own hold on the data once it has begun.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      parts = [];
    },
    abort: async () => {
      parts = [];
    },
  };
}
