import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { compressed } from "./build/compressed.ts";

// The shell learns its prefix when it is served; everything else finds its neighbours by itself.
export default defineConfig({
  plugins: [svelte({ compilerOptions: { runes: true } }), compressed()],
  experimental: {
    renderBuiltUrl: (name, { hostType }) => (hostType === "html" ? `{{prefix}}/${name}` : { relative: true }),
  },
  // Bare addresses stay as they are written: what would find them is sent to nobody.
  resolve: { alias: { "linkify-it": fileURLToPath(new URL("./build/finds-nothing.ts", import.meta.url)) } },
  build: {
    outDir: "../app/site/dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: "es2022",
    license: { fileName: "licences.md" },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
