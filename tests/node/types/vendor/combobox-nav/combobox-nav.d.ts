// As far as the picker of the dashboard uses it.
export default class Combobox {
  constructor(
    input: HTMLInputElement,
    list: HTMLElement,
    settings?: { tabInsertsSuggestions?: boolean; firstOptionSelectionMode?: "none" | "active" | "selected" },
  );
  start(): void;
  stop(): void;
}
