import { defineConfig } from "vite";
import { licenses } from "../licenses.ts";

export default defineConfig({
  // Addresses are relative to the page, which is /ui, wherever a proxy serves that.
  base: "./",
  plugins: [licenses("dashboard")],
  // `npm run dev` shows the sources over a Glimpse that runs at its usual address.
  server: { proxy: { "/graphql": { target: process.env["GLIMPSE_URL"] ?? "http://127.0.0.1:8000", ws: true } } },
  build: {
    outDir: "build",
    assetsDir: "ui/assets",
    modulePreload: { polyfill: false },
    // Inlined data would need exceptions of the page's policy.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
  },
});
