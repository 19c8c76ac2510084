/** A Vite plugin that adds the licences of all that is bundled, and a link to them on the page. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

type Lock = { packages: Record<string, { dev?: boolean; devOptional?: boolean }> };
type Package = { name: string; version: string; license: string };

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
  return readFileSync(join(...path), "utf8").trim();
}

/** The folders of what is installed for the page itself, whether or not all of it is used. */
function packages(): string[] {
  const lock: Lock = JSON.parse(read("package-lock.json"));
  return Object.keys(lock.packages)
    .filter((folder) => folder && !lock.packages[folder]!.dev && !lock.packages[folder]!.devOptional)
    .sort();
}

function licenseOf(folder: string): string {
  const { name, version, license }: Package = JSON.parse(read(folder, "package.json"));
  const from = name in SAME_AS ? join("node_modules", SAME_AS[name]!) : folder;
  const texts = readdirSync(from).filter((file) => A_TEXT.test(file)).sort();
  if (!texts.length) throw new Error(`${name} has no text of its license: name another in SAME_AS.`);
  return [`${name} ${version} (${license})`, ...texts.map((file) => read(from, file))].join("\n\n");
}

/** GraphiQL's style brings two fonts along, without their licences. */
function fonts(): string[] {
  return [
    `Fira Code 5.002 (OFL-1.1)\n\n${read("licenses", "fira-code.txt")}`,
    `Roboto 2.137 (Apache-2.0)\n\nCopyright 2011 Google Inc. All Rights Reserved.\n\n${read("..", "..", "LICENSE")}`,
  ];
}

export function licenses(): Plugin {
  return {
    name: "licenses",
    buildStart() {
      const texts = [...packages().map(licenseOf), ...fonts()];
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
