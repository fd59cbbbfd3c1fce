// Pictograms of 16 by 16, as paths.
export const ICON = {
  logo: "M8 1.2a6.8 6.8 0 1 0 .01 0ZM8 3.4v9.2M3.4 8h9.2M8 3.4 9.6 6.4 8 8 6.4 6.4Z",
  previous: "M3 3v10M13 3 6 8l7 5Z",
  next: "M13 3v10M3 3l7 5-7 5Z",
  play: "M4 2.5 13.5 8 4 13.5Z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  moon: "M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z",
  sun: "M8 5a3 3 0 1 0 .01 0ZM8 .8v2M8 13.2v2M.8 8h2M13.2 8h2M2.9 2.9l1.4 1.4M11.7 11.7l1.4 1.4M13.1 2.9l-1.4 1.4M4.3 11.7l-1.4 1.4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  whole: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  centre: "M8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4M8 7.2a.8.8 0 1 0 .01 0Z",
  ruler: "M2 12 12 2l2 2L4 14ZM5 9l1.5 1.5M7 7l1 1M9 5l1.5 1.5",
  link: "M6.5 9.5a3 3 0 0 0 4.2 0l2-2a3 3 0 0 0-4.2-4.2l-1 1M9.5 6.5a3 3 0 0 0-4.2 0l-2 2a3 3 0 0 0 4.2 4.2l1-1",
  keys: "M1.5 4h13v8.5h-13ZM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M4.5 9.8h7",
  note: "M3 2h10v8l-4 4H3ZM13 10H9v4",
};
