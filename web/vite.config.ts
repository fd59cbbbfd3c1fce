// One file: the script, the style and the fonts go into the page, after <meta charset> in its first kilobyte.
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const PAGE = resolve(import.meta.dirname, "../src/fleetex/web/replay.html");

function onePage(): Plugin {
  return {
    name: "one-page",
    enforce: "post",
    generateBundle(_options, bundle) {
      let script = "";
      let style = "";
      let page = "";
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") script += file.code;
        else if (file.fileName.endsWith(".css")) style += String(file.source);
        else if (file.fileName.endsWith(".html")) page = String(file.source);
      }
      page = page
        .replace(/\s*<script type="module"[^>]*><\/script>/, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/, "");
      const safe = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
      page = page
        .replace("</head>", () => `<style>${style}</style>\n</head>`)
        .replace("</body>", () => `<script type="module">${safe}</script>\n</body>`);
      for (const name of Object.keys(bundle)) delete bundle[name];
      mkdirSync(resolve(PAGE, ".."), { recursive: true });
      writeFileSync(PAGE, page);
    },
  };
}

export default defineConfig({
  base: "./",
  resolve: { alias: { "milsymbol-parts": resolve(import.meta.dirname, "node_modules/milsymbol/index.mjs") } },
  build: {
    target: "es2022",
    assetsInlineLimit: 1 << 20,
    cssCodeSplit: false,
    modulePreload: false,
    emptyOutDir: false,
    outDir: "../build/web",
    reportCompressedSize: false,
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !/milsymbol.src.(numbersidc|lettersidc|iconparts)/.test(id) },
    },
  },
  plugins: [onePage()],
});
