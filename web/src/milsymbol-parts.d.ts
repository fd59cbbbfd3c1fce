// What this page takes of milsymbol's index.mjs: the base and the icons of sea, subsurface, air and missiles.
declare module "milsymbol-parts" {
  export interface SymbolDrawn {
    asCanvas(ratio?: number): HTMLCanvasElement;
    getAnchor(): { x: number; y: number };
    getSize(): { width: number; height: number };
    isValid(): boolean;
  }
  export const ms: {
    Symbol: new (sidc: string, options: Record<string, unknown>) => SymbolDrawn;
    addIcons(icons: unknown): void;
    setBrokenPath2D(broken: boolean): void;
  };
  export const numbersea: unknown;
  export const numbersubsurface: unknown;
  export const numberair: unknown;
  export const numberairmissile: unknown;
}
