/**
 * Prints the names of the project's own entities, in every shell: what follows `defineEntity(` in the files of `extensions`.
 * Loading the files would take too long for a completion.
 */
export const ENTITY_NAMES_COMMAND = String.raw`grep -oE '[A-Za-z0-9_./-]+\.[cm]?[jt]s' homemanager.yaml 2>/dev/null | xargs grep -h -A2 'defineEntity(' /dev/null 2>/dev/null | sed -nE "s/.*name: *['\"]([a-z0-9_]+)['\"].*/\1/p"`
