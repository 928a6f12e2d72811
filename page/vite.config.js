import { defineConfig } from "vite";

// The service that `npm run dev` asks: `reply-lint serve` on its usual port.
const service = "http://127.0.0.1:8000";

export default defineConfig({
  base: "./", // the page also works below a path of a reverse proxy
  build: {
    outDir: "../reply_lint/server/static",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows no inline code
    modulePreload: false,
    license: { fileName: "licenses.md" }, // of what is bundled
  },
  server: { proxy: { "/v1": service } },
});
