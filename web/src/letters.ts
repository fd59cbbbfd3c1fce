// Keys of one character can be switched off: speech input and some hands press them by chance. Kept in this browser.
const KEY = "fleetex-letters";

export const letters = {
  get on(): boolean {
    try {
      return localStorage.getItem(KEY) !== "off";
    } catch {
      return on;
    }
  },
  set on(wanted: boolean) {
    on = wanted;
    try {
      localStorage.setItem(KEY, wanted ? "on" : "off");
    } catch {
      // A browser that keeps nothing keeps it while the page is open.
    }
  },
};

let on = true;
