// Colours by meaning, day and night; contrasts are those of the house's design: text 4.5 on its ground, edges 3.

export interface Tone {
  line: string;
  fill: string;
  trail: string;
}

export type SideTone = "first" | "second" | "neutral" | "unknown";

export interface Theme {
  night: boolean;
  paper: string;
  panel: string;
  tint: string;
  line: string;
  edge: string;
  ink: string;
  ink2: string;
  ink3: string;
  accent: string;
  danger: string;
  amber: string;
  sea: string;
  waters: [string, string, string];
  land: string;
  coast: string;
  grid: string;
  waterName: string;
  area: string;
  done: string;
  nightBand: string;
  side: Record<SideTone, Tone>;
}

export const DAY: Theme = {
  night: false,
  paper: "#f3f0e8",
  panel: "#fbfaf6",
  tint: "#e7e9e4",
  line: "#d9d3c3",
  edge: "#838072",
  ink: "#16242f",
  ink2: "#4a5a66",
  ink3: "#5a6872",
  accent: "#0d4a73",
  danger: "#a8125a",
  amber: "#8a5200",
  sea: "#dfeaee",
  waters: ["#d3e3e9", "#c6dbe3", "#b7d1dc"],
  land: "#efe6cd",
  coast: "#7d7050",
  grid: "rgba(38,70,90,.17)",
  waterName: "#3d6a80",
  area: "#3f6479",
  done: "#c8d7de",
  nightBand: "#e3e4e1",
  side: {
    first: { line: "#0f4f86", fill: "#cfe3f4", trail: "#1c66a5" },
    second: { line: "#874300", fill: "#f8dfbd", trail: "#a85a10" },
    neutral: { line: "#2b5f34", fill: "#d3e8d3", trail: "#47794f" },
    unknown: { line: "#6b5900", fill: "#fbf0a8", trail: "#6b5900" },
  },
};

export const NIGHT: Theme = {
  night: true,
  paper: "#0b1319",
  panel: "#111b22",
  tint: "#1a2730",
  line: "#25333c",
  edge: "#5f727d",
  ink: "#dde5e8",
  ink2: "#a3b1b9",
  ink3: "#8896a0",
  accent: "#8ecbf0",
  danger: "#f47fb4",
  amber: "#e9b765",
  sea: "#0f1e29",
  waters: ["#13262f", "#172d37", "#1b3540"],
  land: "#26282a",
  coast: "#7c7f78",
  grid: "rgba(150,185,205,.13)",
  waterName: "#7ba6bb",
  area: "#8fb0c2",
  done: "#253843",
  nightBand: "#0a1016",
  side: {
    first: { line: "#8fcbf7", fill: "#123a5a", trail: "#62a6da" },
    second: { line: "#f5b871", fill: "#55330f", trail: "#d08f45" },
    neutral: { line: "#93d19c", fill: "#1c3f24", trail: "#6aa874" },
    unknown: { line: "#f2e07a", fill: "#4a4310", trail: "#c4b552" },
  },
};

/** How plainly lines are drawn that are to recede: each still 3 to 1 on the sea. Trails fade with age, their last hour plain. */
export const PLAIN = {
  trail: [0.16, 0.32, 0.55, 1],
  manyTrails: 0.85,
  holder: 0.75,
  contact: 0.75,
  bearing: 0.8,
  leader: 0.75,
  pastDanger: 0.65,
  aim: 0.65,
  lane: 0.8,
} as const;

export const SANS = "'IBM Plex Sans', system-ui, sans-serif";
export const CONDENSED = "'IBM Plex Sans Condensed', 'IBM Plex Sans', system-ui, sans-serif";
export const SERIF = "'IBM Plex Serif', Georgia, serif";

/** Puts the theme where the style sheet reads it. */
export function dress(theme: Theme): void {
  const style = document.documentElement.style;
  const plain: (keyof Theme)[] = [
    "paper",
    "panel",
    "tint",
    "line",
    "edge",
    "ink",
    "ink2",
    "ink3",
    "accent",
    "danger",
    "amber",
    "sea",
    "done",
  ];
  for (const name of plain) style.setProperty(`--${name}`, String(theme[name]));
  for (const [name, tone] of Object.entries(theme.side)) {
    style.setProperty(`--${name}-line`, tone.line);
    style.setProperty(`--${name}-fill`, tone.fill);
  }
  style.setProperty("color-scheme", theme.night ? "dark" : "light");
  document.documentElement.dataset.night = String(theme.night);
}
