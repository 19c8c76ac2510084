/** A Vite plugin that adds the licences of all that a page bundles, and a link to them on the page. */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

type Locked = { dependencies?: Record<string, string>; link?: boolean };
type Lock = { packages: Record<string, Locked> };
type Package = { name: string; version: string; license: string };

/** A text that no package brings along: its heading and its file, from this folder. */
export type ExtraText = { heading: string; file: string };

const WORKSPACE_ROOT = dirname(fileURLToPath(import.meta.url));

const A_TEXT = /^(licen[cs]e|copying|notice|third-?party-?notices)/i;

/** Packages without a text, and others of the same authors under the same licence. */
const SAME_AS: Record<string, string> = {
  "@graphiql/plugin-doc-explorer": "graphiql",
  "@graphiql/plugin-explorer": "graphiql",
  "@graphiql/plugin-history": "graphiql",
  "react-compiler-runtime": "react",
  "react-remove-scroll-bar": "react-remove-scroll",
};

function read(...path: string[]): string {
  return readFileSync(join(WORKSPACE_ROOT, ...path), "utf8").trim();
}

/** The folder from which npm would load `name` for a package in `folder`: the nearest `node_modules`. */
function installed(lock: Lock, folder: string, name: string): string | undefined {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const found = join(at, "node_modules", name);
    if (found in lock.packages) return found;
    if (!at) return undefined;
  }
}

/** The folders of what a page's workspace depends on, directly or not, whether or not all of it is used. */
function packages(workspace: string): string[] {
  const lock: Lock = JSON.parse(read("package-lock.json"));
  const found = new Set<string>();
  const waiting = [workspace];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of Object.keys(lock.packages[folder]!.dependencies ?? {})) {
      const next = installed(lock, folder, name);
      if (next && !found.has(next)) {
        found.add(next);
        waiting.push(next);
      }
    }
  }
  return [...found].sort();
}

function licenseOf(folder: string): string {
  const { name, version, license }: Package = JSON.parse(read(folder, "package.json"));
  const from = name in SAME_AS ? join("node_modules", SAME_AS[name]!) : folder;
  const texts = readdirSync(join(WORKSPACE_ROOT, from)).filter((file) => A_TEXT.test(file)).sort();
  if (!texts.length) throw new Error(`${name} has no text of its license: name another in SAME_AS.`);
  return [`${name} ${version} (${license})`, ...texts.map((file) => read(from, file))].join("\n\n");
}

/** `workspace` is the page's folder, such as `graphiql`; `extra` are texts of what is no package. */
export function licenses(workspace: string, extra: ExtraText[] = []): Plugin {
  return {
    name: "licenses",
    apply: "build",
    buildStart() {
      const extras = extra.map(({ heading, file }) => `${heading}\n\n${read(file)}`);
      const texts = [...packages(workspace).map(licenseOf), ...extras];
      const source = `This page is made of:\n\n${texts.join(`\n\n${"=".repeat(80)}\n\n`)}\n`;
      this.emitFile({ type: "asset", name: "licenses.txt", source });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const file = Object.values(bundle ?? {}).find(
          (each) => each.type === "asset" && each.names.includes("licenses.txt"),
        );
        if (!file) throw new Error("The licenses were not added.");
        return [{ tag: "link", attrs: { rel: "license", href: `./${file.fileName}` }, injectTo: "head" }];
      },
    },
  };
}
