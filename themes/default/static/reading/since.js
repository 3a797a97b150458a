// What earlier versions kept, as this one does.

/** @typedef {import("./state.js").Settings} Settings */

/**
 * Take over the settings of version 1: its `expanded` is the density `full` now.
 * @param {Settings & { expanded?: boolean }} settings
 * @returns {Settings}
 */
export function since1({ expanded, ...settings }) {
  return expanded && !settings.density ? { ...settings, density: "full" } : settings;
}
