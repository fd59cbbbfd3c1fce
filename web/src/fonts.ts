// IBM Plex (OFL, see NOTICE), Latin subsets. One copy of each: milsymbol's letters, which ask for Arial, take the same.

import sans400 from "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff2?inline";
import sans600 from "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff2?inline";
import condensed400 from "@fontsource/ibm-plex-sans-condensed/files/ibm-plex-sans-condensed-latin-400-normal.woff2?inline";
import condensed600 from "@fontsource/ibm-plex-sans-condensed/files/ibm-plex-sans-condensed-latin-600-normal.woff2?inline";
import serif400 from "@fontsource/ibm-plex-serif/files/ibm-plex-serif-latin-400-italic.woff2?inline";

/** All fonts are there when it resolves: canvas text drawn sooner would fall back and stay so. */
export async function loadFonts(): Promise<void> {
  const faces: [string, string, FontFaceDescriptors][] = [
    ["IBM Plex Sans", sans400, { weight: "400" }],
    ["IBM Plex Sans", sans600, { weight: "600" }],
    ["IBM Plex Sans Condensed", condensed400, { weight: "400" }],
    ["IBM Plex Sans Condensed", condensed600, { weight: "600" }],
    ["IBM Plex Serif", serif400, { weight: "400", style: "italic" }],
    ["Arial", sans600, { weight: "100 900" }],
  ];
  await Promise.all(
    faces.map(async ([family, source, how]) => {
      const face = new FontFace(family, `url(${source})`, how);
      document.fonts.add(await face.load());
    }),
  );
}
