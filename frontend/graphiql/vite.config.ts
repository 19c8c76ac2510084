import { defineConfig } from "vite";
import { licenses } from "./licenses.ts";

export default defineConfig({
  // Addresses are relative to the page, which is /graphql, wherever a proxy serves that.
  base: "./",
  plugins: [licenses()],
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
