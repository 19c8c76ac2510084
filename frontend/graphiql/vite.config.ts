import { defineConfig } from "vite";
import { licenses } from "../licenses.ts";

export default defineConfig({
  // Addresses are relative to the page, which is /graphql, wherever a proxy serves that.
  base: "./",
  plugins: [
    licenses("graphiql", [
      // GraphiQL's style brings two fonts along, without their licences.
      { heading: "Fira Code 5.002 (OFL-1.1)", file: "licenses/fira-code.txt" },
      {
        heading: "Roboto 2.137 (Apache-2.0)\n\nCopyright 2011 Google Inc. All Rights Reserved.",
        file: "../LICENSE",
      },
    ]),
  ],
  worker: { format: "es" },
  build: {
    outDir: "build",
    assetsDir: "graphql/assets",
    modulePreload: { polyfill: false },
    // Monaco is one chunk of 2.8 MB.
    chunkSizeWarningLimit: 3000,
    // Libraries say "use client" for React's servers; there is none here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
